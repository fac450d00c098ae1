from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.health_check import HealthCheck


T = TypeVar("T", bound="Health")


@_attrs_define
class Health:
    """
    Attributes:
        module (str):
        ok (bool):
        checks (list[HealthCheck]):
    """

    module: str
    ok: bool
    checks: list[HealthCheck]

    def to_dict(self) -> dict[str, Any]:
        module = self.module

        ok = self.ok

        checks = []
        for checks_item_data in self.checks:
            checks_item = checks_item_data.to_dict()
            checks.append(checks_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "module": module,
                "ok": ok,
                "checks": checks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.health_check import HealthCheck

        d = dict(src_dict)
        module = d.pop("module")

        ok = d.pop("ok")

        checks = []
        _checks = d.pop("checks")
        for checks_item_data in _checks:
            checks_item = HealthCheck.from_dict(checks_item_data)

            checks.append(checks_item)

        health = cls(
            module=module,
            ok=ok,
            checks=checks,
        )

        return health
