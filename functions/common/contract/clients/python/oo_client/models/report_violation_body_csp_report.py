from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReportViolationBodyCspReport")


@_attrs_define
class ReportViolationBodyCspReport:
    """
    Attributes:
        document_uri (None | str | Unset):
        effective_directive (None | str | Unset):
        violated_directive (None | str | Unset):
        blocked_uri (None | str | Unset):
    """

    document_uri: None | str | Unset = UNSET
    effective_directive: None | str | Unset = UNSET
    violated_directive: None | str | Unset = UNSET
    blocked_uri: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        document_uri: None | str | Unset
        if isinstance(self.document_uri, Unset):
            document_uri = UNSET
        else:
            document_uri = self.document_uri

        effective_directive: None | str | Unset
        if isinstance(self.effective_directive, Unset):
            effective_directive = UNSET
        else:
            effective_directive = self.effective_directive

        violated_directive: None | str | Unset
        if isinstance(self.violated_directive, Unset):
            violated_directive = UNSET
        else:
            violated_directive = self.violated_directive

        blocked_uri: None | str | Unset
        if isinstance(self.blocked_uri, Unset):
            blocked_uri = UNSET
        else:
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

        def _parse_document_uri(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        document_uri = _parse_document_uri(d.pop("document-uri", UNSET))

        def _parse_effective_directive(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        effective_directive = _parse_effective_directive(
            d.pop("effective-directive", UNSET)
        )

        def _parse_violated_directive(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        violated_directive = _parse_violated_directive(
            d.pop("violated-directive", UNSET)
        )

        def _parse_blocked_uri(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        blocked_uri = _parse_blocked_uri(d.pop("blocked-uri", UNSET))

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
