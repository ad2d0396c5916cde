# A migration to a server that SMS makes from a template.

resource "huaweicloud_sms_server_template" "web" {
  name              = "tf-web"
  availability_zone = data.huaweicloud_availability_zones.all.names[0]
  flavor            = data.huaweicloud_compute_flavors.small.ids[0]

  # Without these three, VPC, subnet and security group are made with the server.
  vpc_id             = data.huaweicloud_vpc_subnet.default.vpc_id
  subnet_ids         = [data.huaweicloud_vpc_subnet.default.id]
  security_group_ids = [data.huaweicloud_networking_secgroup.default.id]
}

resource "huaweicloud_sms_task" "web" {
  type             = "MIGRATE_FILE"
  os_type          = "LINUX"
  source_server_id = data.huaweicloud_sms_source_servers.web.servers[0].id
  vm_template_id   = huaweicloud_sms_server_template.web.id
  action           = "start"

  # The task shows the address of the server once SMS has made it; without this the next plan replaces the task.
  lifecycle {
    ignore_changes = [migration_ip]
  }
}
