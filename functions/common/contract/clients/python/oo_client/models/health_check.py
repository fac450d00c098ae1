from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="HealthCheck")


@_attrs_define
class HealthCheck:
    """
    Attributes:
        name (str):
        ok (bool):
        detail (str): What was found.
        mend (None | str | Unset): How to mend it; only when red.
    """

    name: str
    ok: bool
    detail: str
    mend: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        ok = self.ok

        detail = self.detail

        mend: None | str | Unset
        if isinstance(self.mend, Unset):
            mend = UNSET
        else:
            mend = self.mend

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "ok": ok,
                "detail": detail,
            }
        )
        if mend is not UNSET:
            field_dict["mend"] = mend

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name")

        ok = d.pop("ok")

        detail = d.pop("detail")

        def _parse_mend(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mend = _parse_mend(d.pop("mend", UNSET))

        health_check = cls(
            name=name,
            ok=ok,
            detail=detail,
            mend=mend,
        )

        return health_check
