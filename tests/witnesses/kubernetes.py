"""The manifests in scripts/kubernetes against Kubernetes' published schemas, and what no schema says of them.

Every folder beside base is a district's. Usage: kubernetes.py SETTING… (the names of settings that programs know)
"""

import pathlib
import re
import sys

import kubernetes_validate
import yaml

FOLDER = pathlib.Path("scripts/kubernetes")
# podFailurePolicy is in every version since 1.31 (and a beta since 1.26).
VERSIONS = ["1.29", "1.31", kubernetes_validate.latest_version()]
# Of the container's environment, what is not a program's own.
OTHERS = re.compile("TZ|TNS_ADMIN|ORACLE_[A-Z_]+|HTTPS?_PROXY")


def manifests(folder):
    """By kind."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "kustomization.yaml":
            for document in yaml.safe_load_all(path.read_text()):
                for version in VERSIONS:
                    try:
                        kubernetes_validate.validate(document, version, strict=True)
                    except kubernetes_validate.ValidationError as error:
                        where = ".".join(map(str, error.path))
                        sys.exit(f"{path} against Kubernetes {version}: {where}: {error.message}")
                assert document["kind"] not in found, f"{path}: a second {document['kind']}"
                found[document["kind"]] = document
    return found


def check_pod(name, pod):
    """Kubernetes' Pod Security Standard "restricted", and more."""
    security = pod["securityContext"]
    assert security["runAsNonRoot"] is True, name
    assert security["runAsUser"] == security["runAsGroup"] == security["fsGroup"] == 10001, name
    # The default widens the mode of sfe.env at every mount, which sfe-sync refuses.
    assert security["fsGroupChangePolicy"] == "OnRootMismatch", name
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}, name
    assert pod["automountServiceAccountToken"] is False and pod["restartPolicy"] == "Never", name
    # A Service called sfe-sftp would set SFE_SFTP_PORT.
    assert pod["enableServiceLinks"] is False, name
    volumes = {volume["name"] for volume in pod["volumes"]}
    for container in pod["containers"]:
        allowed = container["securityContext"]
        assert allowed["readOnlyRootFilesystem"] is True and allowed["allowPrivilegeEscalation"] is False, name
        assert allowed["capabilities"] == {"drop": ["ALL"]}, name
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes, name


def check_setting(name, setting, known):
    assert setting in known or OTHERS.fullmatch(setting), f"{name}: no program knows {setting}"


def check_base(base, known):
    """What every district has; returns the container and the volume claims."""
    cron_job = base["CronJob"]["spec"]
    job = cron_job["jobTemplate"]["spec"]
    pod = job["template"]["spec"]
    check_pod("CronJob", pod)
    (container,) = pod["containers"]
    assert cron_job["concurrencyPolicy"] == "Forbid"
    ignored, failed = job["podFailurePolicy"]["rules"]
    assert ignored == {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    assert failed["action"] == "FailJob" and job["backoffLimit"] > 0
    assert failed["onExitCodes"] == {"containerName": container["name"], "operator": "NotIn", "values": [75]}
    for variable in container["env"]:
        check_setting("CronJob", variable["name"], known)
    claims = {v["persistentVolumeClaim"]["claimName"] for v in pod["volumes"] if "persistentVolumeClaim" in v}
    assert claims == {base["PersistentVolumeClaim"]["metadata"]["name"]}
    return container, claims


def check_district(folder, container, claims, known):
    name = folder.name
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text())
    assert kustomization["resources"] == ["../base"], name
    # What kustomize does not reach, because it is created once and by hand.
    new_home = manifests(folder)["Job"]
    pod = new_home["spec"]["template"]["spec"]
    check_pod(name, pod)
    (image,) = kustomization["images"]
    assert image["name"] == container["image"], name
    assert pod["containers"][0]["image"] == f"{image['newName']}:{image['newTag']}", f"{name}: two images"
    assert new_home["metadata"]["namespace"] == kustomization["namespace"], f"{name}: two namespaces"
    assert {v["persistentVolumeClaim"]["claimName"] for v in pod["volumes"]} == claims, name
    made = {generator["name"]: generator for generator in kustomization["configMapGenerator"]}
    assert {source["configMapRef"]["name"] for source in container["envFrom"]} == set(made), name
    of_container = {variable["name"] for variable in container["env"]}
    for file in (file for generator in made.values() for file in generator["envs"]):
        for line in (folder / file).read_text().splitlines():
            if not line or line.startswith("#"):
                continue
            setting, _, value = line.partition("=")
            check_setting(f"{name}/{file}", setting, known)
            assert setting not in of_container, f"{name}/{file}: {setting} of the CronJob takes precedence"
            assert not re.search("PASSWORD$|PASSPHRASE$", setting), f"{name}/{file}: {setting} belongs into the Secret"
            assert value, f"{name}/{file}: {setting} has no value"
            # kustomize takes them as a part of the value.
            assert value[0] not in "\"'", f"{name}/{file}: the value of {setting} stands in quotes"


def main(settings):
    known = set(settings)
    # Are these the names of settings?
    assert {"SFE_HOME", "SFE_SFTP_ADDRESS", "POWERSCHOOL_PROD_DB"} <= known
    container, claims = check_base(manifests(FOLDER / "base"), known)
    districts = sorted(path.parent for path in FOLDER.glob("*/kustomization.yaml") if path.parent.name != "base")
    assert districts
    for folder in districts:
        check_district(folder, container, claims, known)
    names = ", ".join(folder.name for folder in districts)
    print(f"Kubernetes' schemas ({', '.join(VERSIONS)}) take base and {names}.")


main(sys.argv[1:])
