# What is there already: the sources of fixture.yaml, and what every region has by default.

data "huaweicloud_sms_source_servers" "web" {
  name = "tf-web"
}

data "huaweicloud_sms_source_servers" "db" {
  name = "tf-db"
}

data "huaweicloud_availability_zones" "all" {}

data "huaweicloud_vpc_subnet" "default" {
  name = "subnet-default"
}

data "huaweicloud_networking_secgroup" "default" {
  name = "default"
}

data "huaweicloud_images_image" "ubuntu" {
  name        = "Ubuntu 18.04 server 64bit"
  most_recent = true
}

data "huaweicloud_compute_flavors" "small" {
  availability_zone = data.huaweicloud_availability_zones.all.names[0]
  performance_type  = "normal"
  cpu_core_count    = 2
  memory_size       = 4
}
