from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="ReportErrorBody")


@_attrs_define
class ReportErrorBody:
    """
    Attributes:
        page (str): The path of the page, e.g. /tip.html
        name (str): Of the error's class, e.g. TypeError
        message (str):
        stack (list[str]): Innermost first: the function, which may be absent, and the place, e.g. look /js/tip.js:12:5
    """

    page: str
    name: str
    message: str
    stack: list[str]

    def to_dict(self) -> dict[str, Any]:
        page = self.page

        name = self.name

        message = self.message

        stack = self.stack

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "page": page,
                "name": name,
                "message": message,
                "stack": stack,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        page = d.pop("page")

        name = d.pop("name")

        message = d.pop("message")

        stack = cast(list[str], d.pop("stack"))

        report_error_body = cls(
            page=page,
            name=name,
            message=message,
            stack=stack,
        )

        return report_error_body
