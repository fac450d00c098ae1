"""Ends the containers of functions with the LocalStack that started them.

At SIGTERM LocalStack stops them for five seconds and leaves the others running; killed, it leaves all. Then compose
cannot remove their network. So start() lets a small container wait for LocalStack's end and remove what is left. That
container is none of compose's: it works also when all of those are killed at once. Standard library only, as Floci's
image and the small container run it too.
"""

import concurrent.futures
import http.client
import json
import pathlib
import socket
import sys
import urllib.parse

SOCKET = "/var/run/docker.sock"
FILE = "/etc/localstack/init/containers.py"


class Engine(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(SOCKET)


def ask(method, path, body=None, **query):
    """The engine's answer; None when what is asked about is not there, or is going already."""
    engine = Engine("engine")
    path = f"{path}?{urllib.parse.urlencode(query)}"
    engine.request(method, path, json.dumps(body or {}), {"Content-Type": "application/json"})
    answer = engine.getresponse()
    content = answer.read()
    if answer.status in (404, 409):
        return None
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path}: {answer.status} {content.decode()}")
    return json.loads(content or b"{}")


def remove(name):
    """Removes the containers of the functions of the LocalStack that has this name."""
    filters = json.dumps({"name": [f"^/{name.replace('_', '-')}-lambda-"]})
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        while left := ask("GET", "/containers/json", all=1, filters=filters):
            list(threads.map(lambda one: ask("DELETE", f"/containers/{one['Id']}", force=1), left))


def this():
    return ask("GET", f"/containers/{socket.gethostname()}/json")


def start():
    """Removes what an earlier start left, and lets a container wait for the end of this one."""
    own = this()
    name = own["Name"].lstrip("/")
    reaper = f"{name}-reaper"
    ask("DELETE", f"/containers/{reaper}", force=1)
    remove(name)
    engine = next(mount["Source"] for mount in own["Mounts"] if mount["Destination"] == SOCKET)
    made = {
        "Image": own["Image"],
        "Entrypoint": ["python3", "-c", pathlib.Path(FILE).read_text(), own["Id"], name, reaper],
        "HostConfig": {
            "Binds": [f"{engine}:{SOCKET}"],
            "NetworkMode": "none",
            # After a restart of the machine it finds LocalStack stopped.
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 5},
        },
    }
    ask("POST", "/containers/create", made, name=reaper)
    ask("POST", f"/containers/{reaper}/start")


def stop():
    """While LocalStack stops: compose removes the network as soon as it has."""
    remove(this()["Name"].lstrip("/"))


def reap(container, name, reaper):
    ask("POST", f"/containers/{container}/wait", condition="not-running")
    remove(name)
    ask("DELETE", f"/containers/{reaper}", force=1)


if __name__ == "__main__":
    reap(*sys.argv[1:])
