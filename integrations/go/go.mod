module github.com/huaweicloud-sms-emulator/emulator/integrations/go

go 1.23
