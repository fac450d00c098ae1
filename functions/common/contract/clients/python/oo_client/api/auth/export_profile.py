from http import HTTPStatus
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...models.export import Export
from ...models.problem import Problem
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/me/export",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Export | Problem:
    if response.status_code == 200:
        response_200 = Export.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    response_default = Problem.from_dict(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Export | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[Export | Problem]:
    """Everything held about the caller as one JSON document, behind a link that expires.

     The next export replaces this one, and the deletion of the profile deletes it. While one is being
    made, the answer is 409 `export_running`; it is 503 `export_busy` when too many are made at once. It
    needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Export | Problem]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
) -> Export | Problem | None:
    """Everything held about the caller as one JSON document, behind a link that expires.

     The next export replaces this one, and the deletion of the profile deletes it. While one is being
    made, the answer is 409 `export_running`; it is 503 `export_busy` when too many are made at once. It
    needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Export | Problem
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
) -> Response[Export | Problem]:
    """Everything held about the caller as one JSON document, behind a link that expires.

     The next export replaces this one, and the deletion of the profile deletes it. While one is being
    made, the answer is 409 `export_running`; it is 503 `export_busy` when too many are made at once. It
    needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Export | Problem]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
) -> Export | Problem | None:
    """Everything held about the caller as one JSON document, behind a link that expires.

     The next export replaces this one, and the deletion of the profile deletes it. While one is being
    made, the answer is 409 `export_running`; it is 503 `export_busy` when too many are made at once. It
    needs a sign-in that is at most 15 minutes old; else the answer is 403 `sign_in_again`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Export | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
