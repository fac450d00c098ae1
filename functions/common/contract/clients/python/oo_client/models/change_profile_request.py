from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.mail_wishes import MailWishes


T = TypeVar("T", bound="ChangeProfileRequest")


@_attrs_define
class ChangeProfileRequest:
    """
    Attributes:
        mail (MailWishes): Which mails the person wants.
    """

    mail: MailWishes

    def to_dict(self) -> dict[str, Any]:
        mail = self.mail.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "mail": mail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.mail_wishes import MailWishes

        d = dict(src_dict)
        mail = MailWishes.from_dict(d.pop("mail"))

        change_profile_request = cls(
            mail=mail,
        )

        return change_profile_request
