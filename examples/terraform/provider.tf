terraform {
  required_providers {
    huaweicloud = {
      source  = "huaweicloud/huaweicloud"
      version = ">= 1.97.1"
    }
  }
}

variable "emulator" {
  default = "http://127.0.0.1:7670"
}

provider "huaweicloud" {
  region     = "ap-southeast-1"
  access_key = "EMULATORACCESSKEY001"
  secret_key = "emulatorSecretKeyForLocalTestsOnly000001"
  auth_url   = "${var.emulator}/v3"

  endpoints = {
    iam        = var.emulator
    sms        = var.emulator
    "sms-intl" = var.emulator
    ecs        = var.emulator
    vpc        = var.emulator
    ims        = var.emulator
    evs        = var.emulator
    sts        = var.emulator
    bss        = var.emulator
  }
  max_retries = 0
}
