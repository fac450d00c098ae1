from http import HTTPStatus
from typing import Any, cast

import httpx

from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    drop: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["drop"] = drop

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/me",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem:
    if response.status_code == 202:
        response_202 = cast(Any, None)
        return response_202

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    drop: bool | Unset = False,
) -> Response[Any | Problem]:
    """Delete everything; access ends at once, grants at the providers are revoked within 24 h.

     It needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`. While a
    tap is not at its source yet, the answer is 409 `outbox_not_empty` and nothing is deleted. oO sends
    the tap now, so repeat the request each second. What is left after 30 s is named in `detail`.

    Args:
        drop (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        drop=drop,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    drop: bool | Unset = False,
) -> Any | Problem | None:
    """Delete everything; access ends at once, grants at the providers are revoked within 24 h.

     It needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`. While a
    tap is not at its source yet, the answer is 409 `outbox_not_empty` and nothing is deleted. oO sends
    the tap now, so repeat the request each second. What is left after 30 s is named in `detail`.

    Args:
        drop (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        client=client,
        drop=drop,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    drop: bool | Unset = False,
) -> Response[Any | Problem]:
    """Delete everything; access ends at once, grants at the providers are revoked within 24 h.

     It needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`. While a
    tap is not at its source yet, the answer is 409 `outbox_not_empty` and nothing is deleted. oO sends
    the tap now, so repeat the request each second. What is left after 30 s is named in `detail`.

    Args:
        drop (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        drop=drop,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    drop: bool | Unset = False,
) -> Any | Problem | None:
    """Delete everything; access ends at once, grants at the providers are revoked within 24 h.

     It needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`. While a
    tap is not at its source yet, the answer is 409 `outbox_not_empty` and nothing is deleted. oO sends
    the tap now, so repeat the request each second. What is left after 30 s is named in `detail`.

    Args:
        drop (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            drop=drop,
        )
    ).parsed
