from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TipMeta")


@_attrs_define
class TipMeta:
    """
    Attributes:
        recurring (bool):
        labels (list[str]):
        project (None | str | Unset):
        due (None | str | Unset): As the provider sent it: a date, a floating time, or an instant.
        due_zone (None | str | Unset):
        deadline (None | str | Unset): A date.
        priority (int | None | Unset): 1 is the most urgent, 4 the least.
        minutes (int | None | Unset): Estimated duration.
    """

    recurring: bool
    labels: list[str]
    project: None | str | Unset = UNSET
    due: None | str | Unset = UNSET
    due_zone: None | str | Unset = UNSET
    deadline: None | str | Unset = UNSET
    priority: int | None | Unset = UNSET
    minutes: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        recurring = self.recurring

        labels = self.labels

        project: None | str | Unset
        if isinstance(self.project, Unset):
            project = UNSET
        else:
            project = self.project

        due: None | str | Unset
        if isinstance(self.due, Unset):
            due = UNSET
        else:
            due = self.due

        due_zone: None | str | Unset
        if isinstance(self.due_zone, Unset):
            due_zone = UNSET
        else:
            due_zone = self.due_zone

        deadline: None | str | Unset
        if isinstance(self.deadline, Unset):
            deadline = UNSET
        else:
            deadline = self.deadline

        priority: int | None | Unset
        if isinstance(self.priority, Unset):
            priority = UNSET
        else:
            priority = self.priority

        minutes: int | None | Unset
        if isinstance(self.minutes, Unset):
            minutes = UNSET
        else:
            minutes = self.minutes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "recurring": recurring,
                "labels": labels,
            }
        )
        if project is not UNSET:
            field_dict["project"] = project
        if due is not UNSET:
            field_dict["due"] = due
        if due_zone is not UNSET:
            field_dict["due_zone"] = due_zone
        if deadline is not UNSET:
            field_dict["deadline"] = deadline
        if priority is not UNSET:
            field_dict["priority"] = priority
        if minutes is not UNSET:
            field_dict["minutes"] = minutes

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        recurring = d.pop("recurring")

        labels = cast(list[str], d.pop("labels"))

        def _parse_project(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        project = _parse_project(d.pop("project", UNSET))

        def _parse_due(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        due = _parse_due(d.pop("due", UNSET))

        def _parse_due_zone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        due_zone = _parse_due_zone(d.pop("due_zone", UNSET))

        def _parse_deadline(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        deadline = _parse_deadline(d.pop("deadline", UNSET))

        def _parse_priority(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        priority = _parse_priority(d.pop("priority", UNSET))

        def _parse_minutes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        minutes = _parse_minutes(d.pop("minutes", UNSET))

        tip_meta = cls(
            recurring=recurring,
            labels=labels,
            project=project,
            due=due,
            due_zone=due_zone,
            deadline=deadline,
            priority=priority,
            minutes=minutes,
        )

        return tip_meta
