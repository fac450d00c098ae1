from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReportViolationBodyCspReport")


@_attrs_define
class ReportViolationBodyCspReport:
    """
    Attributes:
        document_uri (str | Unset):
        effective_directive (str | Unset):
        violated_directive (str | Unset):
        blocked_uri (str | Unset):
    """

    document_uri: str | Unset = UNSET
    effective_directive: str | Unset = UNSET
    violated_directive: str | Unset = UNSET
    blocked_uri: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        document_uri = self.document_uri

        effective_directive = self.effective_directive

        violated_directive = self.violated_directive

        blocked_uri = self.blocked_uri

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if document_uri is not UNSET:
            field_dict["document-uri"] = document_uri
        if effective_directive is not UNSET:
            field_dict["effective-directive"] = effective_directive
        if violated_directive is not UNSET:
            field_dict["violated-directive"] = violated_directive
        if blocked_uri is not UNSET:
            field_dict["blocked-uri"] = blocked_uri

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        document_uri = d.pop("document-uri", UNSET)

        effective_directive = d.pop("effective-directive", UNSET)

        violated_directive = d.pop("violated-directive", UNSET)

        blocked_uri = d.pop("blocked-uri", UNSET)

        report_violation_body_csp_report = cls(
            document_uri=document_uri,
            effective_directive=effective_directive,
            violated_directive=violated_directive,
            blocked_uri=blocked_uri,
        )

        report_violation_body_csp_report.additional_properties = d
        return report_violation_body_csp_report

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
