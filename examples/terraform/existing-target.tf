# A migration to a server that is there before.

resource "huaweicloud_compute_instance" "db" {
  name               = "tf-db-target"
  image_id           = data.huaweicloud_images_image.ubuntu.id
  flavor_id          = data.huaweicloud_compute_flavors.small.ids[0]
  availability_zone  = data.huaweicloud_availability_zones.all.names[0]
  security_group_ids = [data.huaweicloud_networking_secgroup.default.id]
  system_disk_type   = "GPSSD"
  system_disk_size   = 40

  network {
    uuid = data.huaweicloud_vpc_subnet.default.id
  }

  # The migration replaces the system of the server, and may change its name and image.
  lifecycle {
    ignore_changes = [name, image_id]
  }
}

# Without target_server_disks the provider sends the disks of the source; they are the volumes of the server in order.
resource "huaweicloud_sms_task" "db" {
  type             = "MIGRATE_FILE"
  os_type          = "LINUX"
  source_server_id = data.huaweicloud_sms_source_servers.db.servers[0].id
  target_server_id = huaweicloud_compute_instance.db.id
  migration_ip     = huaweicloud_compute_instance.db.access_ip_v4
  use_public_ip    = false
  action           = "start"
}
