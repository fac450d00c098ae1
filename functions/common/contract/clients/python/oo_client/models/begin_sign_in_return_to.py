from typing import Literal

BeginSignInReturnTo = Literal["/connect.html", "/tip.html"]

BEGIN_SIGN_IN_RETURN_TO_VALUES: set[BeginSignInReturnTo] = {
    "/connect.html",
    "/tip.html",
}


def check_begin_sign_in_return_to(value: str) -> BeginSignInReturnTo:
    if value in BEGIN_SIGN_IN_RETURN_TO_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {BEGIN_SIGN_IN_RETURN_TO_VALUES!r}"
    )
