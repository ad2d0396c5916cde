"""Clients of the emulator, and what a migration needs: a source server, a network, and the clock."""

import json
import os
import urllib.request

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkecs.v2 import EcsClient
from huaweicloudsdkevs.v2 import EvsClient
from huaweicloudsdkims.v2 import ImsClient
from huaweicloudsdksms import v3 as sms_models
from huaweicloudsdksms.v3 import SmsClient
from huaweicloudsdkvpc import v2 as vpc_models
from huaweicloudsdkvpc import v3 as vpc_v3_models

URL = os.environ.get("EMULATOR_URL", "http://127.0.0.1:7670")
REGION = "ap-southeast-1"
PROJECT_ID = "0215ef11e49d4743be23dd97a1561e91"
GIB = 1024**3


def connect(client):
    """A client of a service, with the emulator's well-known keys."""
    keys = BasicCredentials(
        "EMULATORACCESSKEY001", "emulatorSecretKeyForLocalTestsOnly000001", PROJECT_ID
    )
    return client.new_builder().with_credentials(keys).with_endpoint(URL).build()


sms = connect(SmsClient)
ecs = connect(EcsClient)
ims = connect(ImsClient)
evs = connect(EvsClient)
vpc = connect(vpc_models.VpcClient)
vpc_v3 = connect(vpc_v3_models.VpcClient)


def advance(**how):
    """Moves the clock of the emulator, which is frozen: no time is spent on waiting."""
    request = urllib.request.Request(
        f"{URL}/_emulator/clock/advance",
        data=json.dumps(how).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


class Network:
    """A VPC with one subnet, and a security group."""

    def __init__(self, name):
        option = vpc_models.CreateVpcOption(name=name, cidr="192.168.0.0/16")
        body = vpc_models.CreateVpcRequestBody(vpc=option)
        self.vpc = vpc.create_vpc(vpc_models.CreateVpcRequest(body=body)).vpc.id

        option = vpc_models.CreateSubnetOption(
            name=name, cidr="192.168.1.0/24", gateway_ip="192.168.1.1", vpc_id=self.vpc
        )
        body = vpc_models.CreateSubnetRequestBody(subnet=option)
        self.subnet = vpc.create_subnet(vpc_models.CreateSubnetRequest(body=body)).subnet.id

        option = vpc_v3_models.CreateSecurityGroupOption(name=name)
        body = vpc_v3_models.CreateSecurityGroupRequestBody(security_group=option)
        request = vpc_v3_models.CreateSecurityGroupRequest(body=body)
        self.security_group = vpc_v3.create_security_group(request).security_group.id
        advance(by="PT10S")

    def delete(self):
        """Deletes it from the inside to the outside: the other way round is refused with 409."""
        request = vpc_models.DeleteSubnetRequest(vpc_id=self.vpc, subnet_id=self.subnet)
        vpc.delete_subnet(request)
        advance(by="PT10S")
        vpc.delete_vpc(vpc_models.DeleteVpcRequest(vpc_id=self.vpc))
        request = vpc_models.DeleteSecurityGroupRequest(security_group_id=self.security_group)
        vpc.delete_security_group(request)
        advance(by="PT10S")


def register_source(name):
    """Registers a small Linux server as its agent would. Returns its id, once it has passed its check."""
    partition = sms_models.PhysicalVolume(
        name="/dev/vda1", device_use="OS", file_system="ext4", index=0, mount_point="/",
        size=40 * GIB - 1024**2, used_size=3 * GIB, uuid="1dc5ae51-cec5-4c9a-b2a5-d5ebdc29ce10",
    )
    disk = sms_models.ServerDisk(
        name="/dev/vda", partition_style="MBR", device_use="BOOT", os_disk=True,
        size=40 * GIB, used_size=40 * GIB, physical_volumes=[partition],
    )
    network = sms_models.NetWork(
        name="eth0", ip="192.168.0.154", netmask="255.255.255.0", gateway="192.168.0.1",
        mtu=1500, mac="fa:16:3e:b9:49:1f",
    )
    body = sms_models.PostSourceServerBody(
        name=name, hostname=name, ip="192.168.0.154", os_type="LINUX",
        os_version="UBUNTU_18_4_64BIT", firmware="BIOS", boot_loader="GRUB", cpu_quantity=2,
        memory=4 * GIB, disks=[disk], networks=[network], volume_groups=[], btrfs_list=[],
        has_rsync=True, has_tc=True, paravirtualization=True, raw_devices="",
        agent_version="25.6.0",
    )
    source = sms.register_server(sms_models.RegisterServerRequest(body=body)).id
    advance(events=1)
    return source


def create_task(name, source, vm_id=None, disk_id=None, vm_template_id=None, migration_ip=None):
    """A task that moves a source to the disk of the server `vm_id`, or to a server made as `vm_template_id` says."""
    partition = sms_models.PhysicalVolumes(
        name="/dev/vda1", device_use="OS", file_system="ext4", index=0, mount_point="/",
        size=40 * GIB - 1024**2, used_size=3 * GIB,
    )
    disk = sms_models.TargetDisks(
        name="/dev/vda", disk_id=disk_id, device_use="BOOT", size=40 * GIB,
        used_size=40 * GIB, physical_volumes=[partition],
    )
    body = sms_models.PostTask(
        name=name, type="MIGRATE_FILE", os_type="LINUX",
        source_server=sms_models.SourceServerByTask(id=source),
        target_server=sms_models.TargetServerByTask(
            name=name, vm_id=vm_id, disks=[disk], volume_groups=[], btrfs_list=[]
        ),
        exist_server=vm_id is not None, vm_template_id=vm_template_id,
        region_id=REGION, region_name=REGION, project_id=PROJECT_ID, project_name=REGION,
        use_public_ip=False, migration_ip=migration_ip, start_target_server=True, syncing=False, priority=1, speed_limit=0,
    )
    return sms.create_task(sms_models.CreateTaskRequest(body=body)).id


def start(task):
    """Starts a task."""
    body = sms_models.UpdateTaskStatusReq(operation="start")
    sms.update_task_status(sms_models.UpdateTaskStatusRequest(task_id=task, body=body))


def delete_task(task):
    """Deletes a task; its target server stays."""
    sms.delete_task(sms_models.DeleteTaskRequest(task_id=task))
