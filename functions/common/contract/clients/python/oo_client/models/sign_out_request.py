from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SignOutRequest")


@_attrs_define
class SignOutRequest:
    """
    Attributes:
        everywhere (bool | Unset): End all of the user's sessions. Default: False.
    """

    everywhere: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        everywhere = self.everywhere

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if everywhere is not UNSET:
            field_dict["everywhere"] = everywhere

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        everywhere = d.pop("everywhere", UNSET)

        sign_out_request = cls(
            everywhere=everywhere,
        )

        return sign_out_request
