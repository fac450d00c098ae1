from typing import Literal

BeginSignInAgain = Literal["1"]

BEGIN_SIGN_IN_AGAIN_VALUES: set[BeginSignInAgain] = {
    "1",
}


def check_begin_sign_in_again(value: str) -> BeginSignInAgain:
    if value in BEGIN_SIGN_IN_AGAIN_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {BEGIN_SIGN_IN_AGAIN_VALUES!r}"
    )
