from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.report_violation_body_csp_report import ReportViolationBodyCspReport


T = TypeVar("T", bound="ReportViolationBody")


@_attrs_define
class ReportViolationBody:
    """
    Attributes:
        csp_report (ReportViolationBodyCspReport):
    """

    csp_report: ReportViolationBodyCspReport
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        csp_report = self.csp_report.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "csp-report": csp_report,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.report_violation_body_csp_report import (
            ReportViolationBodyCspReport,
        )

        d = dict(src_dict)
        csp_report = ReportViolationBodyCspReport.from_dict(d.pop("csp-report"))

        report_violation_body = cls(
            csp_report=csp_report,
        )

        report_violation_body.additional_properties = d
        return report_violation_body

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
