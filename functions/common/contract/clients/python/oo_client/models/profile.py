from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.mail_wishes import MailWishes
    from ..models.session_view import SessionView


T = TypeVar("T", bound="Profile")


@_attrs_define
class Profile:
    """
    Attributes:
        user_id (UUID):
        created_at (datetime.datetime):
        sessions (list[SessionView]):
        email (None | str | Unset):
        name (None | str | Unset):
        mail (MailWishes | None | Unset): Null where oO sends no mail.
    """

    user_id: UUID
    created_at: datetime.datetime
    sessions: list[SessionView]
    email: None | str | Unset = UNSET
    name: None | str | Unset = UNSET
    mail: MailWishes | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.mail_wishes import MailWishes

        user_id = str(self.user_id)

        created_at = self.created_at.isoformat()

        sessions = []
        for sessions_item_data in self.sessions:
            sessions_item = sessions_item_data.to_dict()
            sessions.append(sessions_item)

        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        mail: dict[str, Any] | None | Unset
        if isinstance(self.mail, Unset):
            mail = UNSET
        elif isinstance(self.mail, MailWishes):
            mail = self.mail.to_dict()
        else:
            mail = self.mail

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "user_id": user_id,
                "created_at": created_at,
                "sessions": sessions,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email
        if name is not UNSET:
            field_dict["name"] = name
        if mail is not UNSET:
            field_dict["mail"] = mail

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.mail_wishes import MailWishes
        from ..models.session_view import SessionView

        d = dict(src_dict)
        user_id = UUID(d.pop("user_id"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        sessions = []
        _sessions = d.pop("sessions")
        for sessions_item_data in _sessions:
            sessions_item = SessionView.from_dict(sessions_item_data)

            sessions.append(sessions_item)

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_mail(data: object) -> MailWishes | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                mail_type_1 = MailWishes.from_dict(data)

                return mail_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MailWishes | None | Unset, data)

        mail = _parse_mail(d.pop("mail", UNSET))

        profile = cls(
            user_id=user_id,
            created_at=created_at,
            sessions=sessions,
            email=email,
            name=name,
            mail=mail,
        )

        return profile
