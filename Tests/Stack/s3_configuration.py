"""The configuration files of the S3 server: pipeline, users and storage rings."""
import os

from swift.common.ring import RingBuilder

SERVERS = ("proxy", "account", "container", "object")

# The users of the tests. The second one owns nothing and has only the permissions that a bucket grants to everyone.
USERS = {
    "FRAMEVEILOWNER000001": ("test:owner", "owner/secret+of/the/tests+0123456789abcd", ".admin"),
    "FRAMEVEILOTHER000001": ("test:other", "other/secret+of/the/tests+0123456789abcd", ""),
}

PATHS = "[swift-hash]\nswift_hash_path_suffix = frameveil\n"

# Long timeouts, so that listings are updated synchronously even on a machine under load.
TIMEOUTS = "conn_timeout = 60\nnode_timeout = 60\ncontainer_update_timeout = 60\n"

STORE = """[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
workers = 0
log_level = CRITICAL
{timeouts}
[pipeline:main]
pipeline = {name}-server

[app:{name}-server]
use = egg:swift#{name}
{timeouts}"""

# S3's limits where OpenStack Swift's are lower: number of parts, number of manifest segments, and the length of part
# names, which contain the key.
PROXY = """[DEFAULT]
swift_dir = {folder}
log_level = CRITICAL
{timeouts}
[pipeline:main]
pipeline = {pipeline}

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
{timeouts}
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
storage_domain = localhost
max_upload_part_num = 10000

[filter:memory_cache]
paste.filter_factory = memory_cache:filter_factory

[filter:plain_keys]
paste.filter_factory = plain_keys:filter_factory
{keys}
[filter:tempauth]
use = egg:swift#tempauth
{users}
[filter:slo]
use = egg:swift#slo
max_manifest_segments = 10000

[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true

"""
LIMITS = "[swift-constraints]\nmax_object_name_length = 1079\n"

PIPELINE = ("catch_errors gatekeeper memory_cache listing_formats etag-quoter s3api plain_keys tempauth bulk slo "
            "dlo versioned_writes symlink proxy-server")


def write(folder, ports):
    """Writes the configuration. Returns the path of each server's file."""
    os.makedirs(f"{folder}/devices/disk")
    put(f"{folder}/swift.conf", PATHS + LIMITS)
    texts = {"proxy": proxy(folder)}
    for name in SERVERS[1:]:
        texts[name] = STORE.format(folder=folder, name=name, timeouts=TIMEOUTS)
        ring(folder, name, ports[name])
    for name, text in texts.items():
        put(f"{folder}/{name}.conf", text)
    return {name: f"{folder}/{name}.conf" for name in texts}


def proxy(folder):
    text = PROXY.format(
        folder=folder, timeouts=TIMEOUTS, pipeline=PIPELINE,
        keys="".join(f"{key} = {user}\n" for key, (user, _, _) in USERS.items()),
        users="".join(
            f"user_{user.replace(':', '_')} = {secret} {groups}\n" for user, secret, groups in USERS.values()))
    plain = [name for name in PIPELINE.split() if f":{name}]" not in text]
    return text + "".join(f"[filter:{name}]\nuse = egg:swift#{name.replace('-', '_')}\n" for name in plain)


def ring(folder, name, port):
    """One replica on one device."""
    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": port,
                     "device": "disk"})
    builder.rebalance(seed=1)
    builder.get_ring().save(f"{folder}/{name}.ring.gz")


def put(path, text):
    with open(path, "w") as file:
        file.write(text)
