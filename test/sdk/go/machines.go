package main

import "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"

const (
	diskSize      = int64(42949672960)
	partitionSize = int64(42948624384)
	usedSize      = int64(2853855232)
)

func sourceDisks() *[]model.ServerDisk {
	partition := model.PhysicalVolume{
		Name:       ptr("/dev/vda1"),
		DeviceUse:  ptr("OS"),
		FileSystem: ptr("ext4"),
		Index:      ptr(int32(0)),
		MountPoint: ptr("/"),
		Size:       ptr(partitionSize),
		UsedSize:   ptr(usedSize),
		Uuid:       ptr("1dc5ae51-cec5-4c9a-b2a5-d5ebdc29ce10"),
	}
	return &[]model.ServerDisk{{
		Name:            ptr("/dev/vda"),
		PartitionStyle:  ptr("MBR"),
		DeviceUse:       ptr("BOOT"),
		OsDisk:          ptr(true),
		Size:            ptr(diskSize),
		UsedSize:        ptr(diskSize),
		PhysicalVolumes: &[]model.PhysicalVolume{partition},
	}}
}

// linuxSource is what the agent on a small Linux server reports.
func linuxSource(name string) *model.PostSourceServerBody {
	return &model.PostSourceServerBody{
		Name:        name,
		Hostname:    ptr(name),
		Ip:          ptr("192.168.0.154"),
		OsType:      model.GetPostSourceServerBodyOsTypeEnum().LINUX,
		OsVersion:   "CENTOS_7_6_64BIT",
		Firmware:    ptr(model.GetPostSourceServerBodyFirmwareEnum().BIOS),
		BootLoader:  ptr("GRUB"),
		CpuQuantity: ptr(int32(2)),
		Memory:      ptr(int64(4018196480)),
		Disks:       sourceDisks(),
		Networks: []model.NetWork{{
			Name:    ptr("eth0"),
			Ip:      ptr("192.168.0.154"),
			Netmask: ptr("255.255.255.0"),
			Gateway: ptr("192.168.0.1"),
			Mtu:     ptr(int32(1500)),
			Mac:     "fa:16:3e:b9:49:1f",
		}},
		VolumeGroups:       &[]model.VolumeGroups{},
		BtrfsList:          &[]model.BtrfsFileSystem{},
		HasRsync:           ptr(true),
		HasTc:              ptr(true),
		Paravirtualization: ptr(true),
		RawDevices:         ptr(""),
		AgentVersion:       "25.6.0",
	}
}

// target is an existing server with an id, or, without one, a server that is made from a template.
func target(vmID string) *model.TargetServerByTask {
	partition := model.PhysicalVolumes{
		Name:       ptr("/dev/vda1"),
		DeviceUse:  ptr("OS"),
		FileSystem: ptr("ext4"),
		Index:      ptr(int32(0)),
		MountPoint: ptr("/"),
		Size:       ptr(partitionSize),
		UsedSize:   ptr(usedSize),
	}
	disk := model.TargetDisks{
		Name:            ptr("Disk 0"),
		DeviceUse:       ptr(model.GetTargetDisksDeviceUseEnum().BOOT),
		Size:            ptr(diskSize),
		UsedSize:        ptr(diskSize),
		PhysicalVolumes: &[]model.PhysicalVolumes{partition},
	}
	if vmID != "" {
		disk.DiskId = ptr("e853bb2d-57e0-42b2-96c0-68794063fb0f")
	}
	return &model.TargetServerByTask{
		Name:         "target-01",
		VmId:         vmID,
		Disks:        &[]model.TargetDisks{disk},
		VolumeGroups: &[]model.VolumeGroups{},
		BtrfsList:    &[]model.BtrfsFileSystem{},
	}
}
