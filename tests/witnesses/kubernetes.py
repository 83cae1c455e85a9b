"""The manifests in scripts/kubernetes against Kubernetes' published schemas, and what no schema says of them.

Usage: kubernetes.py SETTING… (the names of settings that programs know)
"""

import pathlib
import sys

import kubernetes_validate
import yaml

FOLDER = pathlib.Path("scripts/kubernetes")
# podFailurePolicy is in every version since 1.31 (and a beta since 1.26).
VERSIONS = ["1.29", "1.31", kubernetes_validate.latest_version()]


def manifests():
    for path in sorted(FOLDER.rglob("*.yaml")):
        if path.name != "kustomization.yaml":
            for document in yaml.safe_load_all(path.read_text()):
                yield path, document


def check_pod(path, pod):
    security = pod["securityContext"]
    assert security["runAsNonRoot"] is True and security["runAsUser"] == security["fsGroup"] == 10001, path
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}, path
    assert pod["automountServiceAccountToken"] is False and pod["restartPolicy"] == "Never", path
    volumes = {volume["name"] for volume in pod["volumes"]}
    for container in pod["containers"]:
        allowed = container["securityContext"]
        assert allowed["readOnlyRootFilesystem"] is True and allowed["allowPrivilegeEscalation"] is False, path
        assert allowed["capabilities"] == {"drop": ["ALL"]}, path
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes, path


def main(settings):
    kinds = {}
    for path, document in manifests():
        for version in VERSIONS:
            kubernetes_validate.validate(document, version, strict=True)
        kinds[document["kind"]] = document
        if document["kind"] == "CronJob":
            check_pod(path, document["spec"]["jobTemplate"]["spec"]["template"]["spec"])
        elif document["kind"] == "Job":
            check_pod(path, document["spec"]["template"]["spec"])

    cron_job = kinds["CronJob"]["spec"]
    job = cron_job["jobTemplate"]["spec"]
    container = job["template"]["spec"]["containers"][0]
    assert cron_job["concurrencyPolicy"] == "Forbid"
    ignored, failed = job["podFailurePolicy"]["rules"]
    assert ignored["action"] == "Ignore" and ignored["onPodConditions"][0]["type"] == "DisruptionTarget"
    assert failed["action"] == "FailJob" and job["backoffLimit"] > 0
    assert failed["onExitCodes"] == {"containerName": container["name"], "operator": "NotIn", "values": [75]}

    lines = (FOLDER / "example/settings.env").read_text().splitlines()
    used = [line.split("=", 1)[0] for line in lines if line and not line.startswith("#")]
    used += [variable["name"] for variable in container["env"]]
    unknown = set(used) - set(settings)
    assert not unknown, f"no program knows {unknown}"
    assert len(kinds) == 3, kinds.keys()
    print("Kubernetes' schemas take the manifests:", ", ".join(sorted(kinds)))


main(sys.argv[1:])
