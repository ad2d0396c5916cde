# A migration project: the settings that sources of it take over.

resource "huaweicloud_sms_migration_project" "emulated" {
  name          = "tf-emulated"
  region        = "ap-southeast-1"
  type          = "MIGRATE_FILE"
  use_public_ip = false
  exist_server  = true
  syncing       = false
}
