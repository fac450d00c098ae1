"""Deploys infra/sam-template.yaml to the emulator that runs this hook, as ./oo build left its artefacts.

Runs inside of LocalStack (or Floci's compat image), which brings boto3. It asks for the folder OO_TREE with infra
and functions, takes the template's parameters from the environment and OO_KEYS by name (SiteOrigin: SITE_ORIGIN),
migrates the database, and leaves the API's path below the emulator in the file OO_API, and beside it in
resources.json what each resource of the template became.
"""

import hashlib
import importlib.util
import json
import os
import pathlib
import platform
import re
import urllib.error
import urllib.request

import boto3
import botocore.exceptions

TREE = pathlib.Path(os.environ["OO_TREE"])
KEYS = os.environ.get("OO_KEYS")
STACK = "oo"
ARTEFACTS = "oo-artefacts"
AWS = {
    "endpoint_url": "http://localhost:4566",
    "region_name": os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}


def client(service):
    return boto3.client(service, **AWS)


def uploaded(s3, template):
    """The template with the place of each artefact instead of its file."""

    def place(match):
        file = (TREE / "infra" / match.group(1)).resolve()
        if not file.is_file():
            raise RuntimeError(f"{file} is not there: run ./oo build first")
        content = file.read_bytes()
        key = f"{file.stem}-{hashlib.sha256(content).hexdigest()[:12]}.zip"
        if key not in places:
            s3.put_object(Bucket=ARTEFACTS, Key=key, Body=content)
            places.add(key)
        return f"CodeUri: s3://{ARTEFACTS}/{key}"

    places = set()
    return re.sub(r"CodeUri: (\S+\.zip)", place, template)


def settings():
    """The environment, over the keys' file of NAME=VALUE lines; and what this machine's containers run on."""
    lines = pathlib.Path(KEYS).read_text().splitlines() if KEYS else []
    kept = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    machine = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
    return {"ARCHITECTURE": machine, **kept, **os.environ}


def parameters(template):
    """Whatever of the template's parameters is set, under the name by which functions know it."""
    known = settings()
    section = re.search(r"^Parameters:\n((?: .*\n|\n)+)", template, re.M).group(1)
    for name in re.findall(r"^  (\w+):", section, re.M):
        value = known.get(re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper())
        if value:
            yield {"ParameterKey": name, "ParameterValue": value}


def created(template):
    """The stack's resources: physical by logical id."""
    cloudformation = client("cloudformation")
    cloudformation.create_stack(
        StackName=STACK,
        TemplateURL=f"http://localhost:4566/{ARTEFACTS}/template.yaml",
        Parameters=list(parameters(template)),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    try:
        waiter = cloudformation.get_waiter("stack_create_complete")
        waiter.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 600})
    except botocore.exceptions.WaiterError:
        for event in cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]:
            if "FAILED" in event["ResourceStatus"]:
                print(event["LogicalResourceId"], event.get("ResourceStatusReason", ""))
        raise
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources}


def migrated(function):
    answer = client("lambda").invoke(FunctionName=function, Payload=b"{}")
    if "FunctionError" in answer:
        raise RuntimeError(f"migrate failed: {answer['Payload'].read().decode()}")


def begun(path):
    """Starts auth: only then do other modules' health pages compare keys with those of this start."""
    try:
        urllib.request.urlopen(AWS["endpoint_url"] + path + "/api/auth/health", timeout=120)
    except urllib.error.HTTPError as e:
        print(f"auth answers {e.code}: {e.read().decode()}")


def stage(api):
    """Where the API answers; LocalStack means to give up the older form, which is the one that Floci knows."""
    if importlib.util.find_spec("localstack"):
        return f"/_aws/execute-api/{api}/Prod"
    return f"/restapis/{api}/Prod/_user_request_"


def deploy():
    s3 = client("s3")
    s3.create_bucket(Bucket=ARTEFACTS)
    template = uploaded(s3, (TREE / "infra/sam-template.yaml").read_text())
    s3.put_object(Bucket=ARTEFACTS, Key="template.yaml", Body=template.encode())
    resources = created(template)
    migrated(resources["Migrate"])
    begun(stage(resources["ServerlessRestApi"]))
    api = pathlib.Path(os.environ["OO_API"])
    api.parent.mkdir(parents=True, exist_ok=True)
    api.with_name("resources.json").write_text(json.dumps(resources, indent=2))
    written = api.with_name("api.new")
    written.write_text(stage(resources["ServerlessRestApi"]) + "\n")
    written.rename(api)
    print("oO is deployed")


deploy()
