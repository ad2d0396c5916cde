"""A source server, and a target server that fits it."""

from huaweicloudsdksms.v3 import (
    NetWork,
    PhysicalVolume,
    PhysicalVolumes,
    PostSourceServerBody,
    ServerDisk,
    TargetDisks,
    TargetServerByTask,
)

DISK_SIZE = 42949672960
PARTITION_SIZE = 42948624384
USED_SIZE = 2853855232


def source_disks():
    partition = PhysicalVolume(
        name="/dev/vda1",
        device_use="OS",
        file_system="ext4",
        index=0,
        mount_point="/",
        size=PARTITION_SIZE,
        used_size=USED_SIZE,
        uuid="1dc5ae51-cec5-4c9a-b2a5-d5ebdc29ce10",
    )
    return [
        ServerDisk(
            name="/dev/vda",
            partition_style="MBR",
            device_use="BOOT",
            os_disk=True,
            size=DISK_SIZE,
            used_size=DISK_SIZE,
            physical_volumes=[partition],
        )
    ]


def linux_source(name):
    """What the agent on a small Linux server reports."""
    return PostSourceServerBody(
        name=name,
        hostname=name,
        ip="192.168.0.154",
        os_type="LINUX",
        os_version="CENTOS_7_6_64BIT",
        firmware="BIOS",
        boot_loader="GRUB",
        cpu_quantity=2,
        memory=4018196480,
        disks=source_disks(),
        networks=[NetWork(name="eth0", ip="192.168.0.154", netmask="255.255.255.0",
                          gateway="192.168.0.1", mtu=1500, mac="fa:16:3e:b9:49:1f")],
        volume_groups=[],
        btrfs_list=[],
        has_rsync=True,
        has_tc=True,
        paravirtualization=True,
        raw_devices="",
        agent_version="25.6.0",
    )


def target(vm_id=None):
    """An existing server with `vm_id`, or one that is made from a template."""
    partition = PhysicalVolumes(
        name="/dev/vda1",
        device_use="OS",
        file_system="ext4",
        index=0,
        mount_point="/",
        size=PARTITION_SIZE,
        used_size=USED_SIZE,
    )
    disk = TargetDisks(
        name="Disk 0",
        disk_id="e853bb2d-57e0-42b2-96c0-68794063fb0f" if vm_id else None,
        device_use="BOOT",
        size=DISK_SIZE,
        used_size=DISK_SIZE,
        physical_volumes=[partition],
    )
    return TargetServerByTask(
        name="target-01", vm_id=vm_id, disks=[disk], volume_groups=[], btrfs_list=[]
    )
