"""Contains all the data models used in inputs/outputs"""

from .because import Because
from .begin_oauth_reply import BeginOauthReply
from .begin_oauth_request import BeginOauthRequest
from .change_profile_request import ChangeProfileRequest
from .complete_request import CompleteRequest
from .connection_view import ConnectionView
from .connection_view_state import ConnectionViewState
from .connector_view import ConnectorView
from .connectors import Connectors
from .context import Context
from .delivery import Delivery
from .delivery_view import DeliveryView
from .export import Export
from .fetch_requested import FetchRequested
from .health import Health
from .health_check import HealthCheck
from .mail_wishes import MailWishes
from .not_now_request import NotNowRequest
from .notice import Notice
from .notice_kind import NoticeKind
from .problem import Problem
from .profile import Profile
from .recommend_reply import RecommendReply
from .recommend_request import RecommendRequest
from .report_error_body import ReportErrorBody
from .report_violation_body import ReportViolationBody
from .report_violation_body_csp_report import ReportViolationBodyCspReport
from .session_view import SessionView
from .sign_out_request import SignOutRequest
from .tap_reply import TapReply
from .tap_reply_state import TapReplyState
from .tip import Tip
from .tip_kind import TipKind
from .tip_meta import TipMeta
from .undo_request import UndoRequest

__all__ = (
    "Because",
    "BeginOauthReply",
    "BeginOauthRequest",
    "ChangeProfileRequest",
    "CompleteRequest",
    "ConnectionView",
    "ConnectionViewState",
    "ConnectorView",
    "Connectors",
    "Context",
    "Delivery",
    "DeliveryView",
    "Export",
    "FetchRequested",
    "Health",
    "HealthCheck",
    "MailWishes",
    "NotNowRequest",
    "Notice",
    "NoticeKind",
    "Problem",
    "Profile",
    "RecommendReply",
    "RecommendRequest",
    "ReportErrorBody",
    "ReportViolationBody",
    "ReportViolationBodyCspReport",
    "SessionView",
    "SignOutRequest",
    "TapReply",
    "TapReplyState",
    "Tip",
    "TipKind",
    "TipMeta",
    "UndoRequest",
)
