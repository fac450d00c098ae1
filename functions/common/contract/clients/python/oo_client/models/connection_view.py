from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.connection_view_state import (
    ConnectionViewState,
    check_connection_view_state,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ConnectionView")


@_attrs_define
class ConnectionView:
    """
    Attributes:
        id (UUID):
        state (ConnectionViewState): `first_fetch`: being read for the first time; `live`; `failing`: the last reads
            failed and are tried again by themselves; `reconnect`: the person must renew it.
        tasks (int): Open tasks found.
        account (None | str | Unset): The account's name at the provider.
        unreadable (int | Unset): Tasks that oO cannot read and does not show. Default: 0.
        fetching (bool | Unset): A read was requested or is running now. Default: False.
        last_read_at (datetime.datetime | None | Unset):
        next_read_at (datetime.datetime | None | Unset):
        error (None | str | Unset): Why it is failing, in words.
    """

    id: UUID
    state: ConnectionViewState
    tasks: int
    account: None | str | Unset = UNSET
    unreadable: int | Unset = 0
    fetching: bool | Unset = False
    last_read_at: datetime.datetime | None | Unset = UNSET
    next_read_at: datetime.datetime | None | Unset = UNSET
    error: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        state: str = self.state

        tasks = self.tasks

        account: None | str | Unset
        if isinstance(self.account, Unset):
            account = UNSET
        else:
            account = self.account

        unreadable = self.unreadable

        fetching = self.fetching

        last_read_at: None | str | Unset
        if isinstance(self.last_read_at, Unset):
            last_read_at = UNSET
        elif isinstance(self.last_read_at, datetime.datetime):
            last_read_at = self.last_read_at.isoformat()
        else:
            last_read_at = self.last_read_at

        next_read_at: None | str | Unset
        if isinstance(self.next_read_at, Unset):
            next_read_at = UNSET
        elif isinstance(self.next_read_at, datetime.datetime):
            next_read_at = self.next_read_at.isoformat()
        else:
            next_read_at = self.next_read_at

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "state": state,
                "tasks": tasks,
            }
        )
        if account is not UNSET:
            field_dict["account"] = account
        if unreadable is not UNSET:
            field_dict["unreadable"] = unreadable
        if fetching is not UNSET:
            field_dict["fetching"] = fetching
        if last_read_at is not UNSET:
            field_dict["last_read_at"] = last_read_at
        if next_read_at is not UNSET:
            field_dict["next_read_at"] = next_read_at
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        state = check_connection_view_state(d.pop("state"))

        tasks = d.pop("tasks")

        def _parse_account(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        account = _parse_account(d.pop("account", UNSET))

        unreadable = d.pop("unreadable", UNSET)

        fetching = d.pop("fetching", UNSET)

        def _parse_last_read_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_read_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_read_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_read_at = _parse_last_read_at(d.pop("last_read_at", UNSET))

        def _parse_next_read_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_read_at_type_0 = datetime.datetime.fromisoformat(data)

                return next_read_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        next_read_at = _parse_next_read_at(d.pop("next_read_at", UNSET))

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        connection_view = cls(
            id=id,
            state=state,
            tasks=tasks,
            account=account,
            unreadable=unreadable,
            fetching=fetching,
            last_read_at=last_read_at,
            next_read_at=next_read_at,
            error=error,
        )

        return connection_view
