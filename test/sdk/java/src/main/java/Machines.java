import com.huaweicloud.sdk.sms.v3.model.NetWork;
import com.huaweicloud.sdk.sms.v3.model.PhysicalVolume;
import com.huaweicloud.sdk.sms.v3.model.PhysicalVolumes;
import com.huaweicloud.sdk.sms.v3.model.PostSourceServerBody;
import com.huaweicloud.sdk.sms.v3.model.ServerDisk;
import com.huaweicloud.sdk.sms.v3.model.TargetDisks;
import com.huaweicloud.sdk.sms.v3.model.TargetServerByTask;
import java.util.List;

/** A source server, and a target server that fits it. */
final class Machines {
  private static final long DISK_SIZE = 42949672960L;
  private static final long PARTITION_SIZE = 42948624384L;
  private static final long USED_SIZE = 2853855232L;

  private Machines() {}

  static ServerDisk sourceDisk() {
    var partition =
        new PhysicalVolume()
            .withName("/dev/vda1")
            .withDeviceUse("OS")
            .withFileSystem("ext4")
            .withIndex(0)
            .withMountPoint("/")
            .withSize(PARTITION_SIZE)
            .withUsedSize(USED_SIZE)
            .withUuid("1dc5ae51-cec5-4c9a-b2a5-d5ebdc29ce10");
    return new ServerDisk()
        .withName("/dev/vda")
        .withPartitionStyle(ServerDisk.PartitionStyleEnum.MBR)
        .withDeviceUse(ServerDisk.DeviceUseEnum.BOOT)
        .withOsDisk(true)
        .withSize(DISK_SIZE)
        .withUsedSize(DISK_SIZE)
        .withPhysicalVolumes(List.of(partition));
  }

  /** What the agent on a small Linux server reports. */
  static PostSourceServerBody linuxSource(String name) {
    var network =
        new NetWork()
            .withName("eth0")
            .withIp("192.168.0.154")
            .withNetmask("255.255.255.0")
            .withGateway("192.168.0.1")
            .withMtu(1500)
            .withMac("fa:16:3e:b9:49:1f");
    return new PostSourceServerBody()
        .withName(name)
        .withHostname(name)
        .withIp("192.168.0.154")
        .withOsType(PostSourceServerBody.OsTypeEnum.LINUX)
        .withOsVersion("CENTOS_7_6_64BIT")
        .withFirmware(PostSourceServerBody.FirmwareEnum.BIOS)
        .withBootLoader(PostSourceServerBody.BootLoaderEnum.GRUB)
        .withCpuQuantity(2)
        .withMemory(4018196480L)
        .withDisks(List.of(sourceDisk()))
        .withNetworks(List.of(network))
        .withVolumeGroups(List.of())
        .withBtrfsList(List.of())
        .withHasRsync(true)
        .withHasTc(true)
        .withParavirtualization(true)
        .withRawDevices("")
        .withAgentVersion("25.6.0");
  }

  /** An existing server with an id, or, where it is null, a server that is made from a template. */
  static TargetServerByTask target(String vmId) {
    var partition =
        new PhysicalVolumes()
            .withName("/dev/vda1")
            .withDeviceUse("OS")
            .withFileSystem("ext4")
            .withIndex(0)
            .withMountPoint("/")
            .withSize(PARTITION_SIZE)
            .withUsedSize(USED_SIZE);
    var disk =
        new TargetDisks()
            .withName("Disk 0")
            .withDiskId(vmId == null ? null : "e853bb2d-57e0-42b2-96c0-68794063fb0f")
            .withDeviceUse(TargetDisks.DeviceUseEnum.BOOT)
            .withSize(DISK_SIZE)
            .withUsedSize(DISK_SIZE)
            .withPhysicalVolumes(List.of(partition));
    return new TargetServerByTask()
        .withName("target-01")
        .withVmId(vmId)
        .withDisks(List.of(disk))
        .withVolumeGroups(List.of())
        .withBtrfsList(List.of());
  }
}
