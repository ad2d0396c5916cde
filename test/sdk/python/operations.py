"""Every operation of SMS once, with its typed request, in an order in which each can succeed."""

import warnings
from types import SimpleNamespace

from huaweicloudsdkcore.warning.warning import TypeConversionWarning
from huaweicloudsdksms import v3 as m

from emulator import PROJECT_ID, REGION, advance, sms
from historical import historical_sms
from machines import linux_source, source_disks, target
from report import check, operation_id

# The SDK only warns where an answer is of another type than its model says.
warnings.simplefilter("error", TypeConversionWarning)

client = sms()
historical = historical_sms()
# What one operation made and another one needs.
made = SimpleNamespace()


def list_api_version():
    versions = client.list_api_version(m.ListApiVersionRequest()).versions
    assert [version.id for version in versions] == ["v3"]
    assert versions[0].links[0].rel == "self"


def show_api_version():
    version = client.show_api_version(m.ShowApiVersionRequest(version="v3"))
    assert (version.id, version.status) == ("v3", "SUPPORTED")


def show_config():
    answer = client.show_config(m.ShowConfigRequest())
    assert answer.config["mainRegion"] == "cn-north-4"
    assert REGION in [region["region_name"] for region in answer.regions]


def create_privacy_agreements():
    assert client.show_privacy_agreements(m.ShowPrivacyAgreementsRequest()).flag is False
    client.create_privacy_agreements(m.CreatePrivacyAgreementsRequest())


def show_privacy_agreements():
    assert client.show_privacy_agreements(m.ShowPrivacyAgreementsRequest()).flag is True


def create_migproject():
    body = m.PostMigProjectBody(name="first-wave", region=REGION, type="MIGRATE_FILE", speed_limit=10,
                                exist_server=True, use_public_ip=False, syncing=False,
                                isdefault=False, start_target_server=True, enterprise_project="default")
    made.project = client.create_migproject(m.CreateMigprojectRequest(body=body)).id
    assert made.project


def list_migprojects():
    answer = client.list_migprojects(m.ListMigprojectsRequest(limit=10, offset=0))
    assert answer.count == len(answer.migprojects) == 2
    names = {project.name: project for project in answer.migprojects}
    made.system_project = names["SystemProject"].id
    assert names["first-wave"].isdefault is False


def show_migproject():
    project = client.show_migproject(m.ShowMigprojectRequest(mig_project_id=made.project))
    assert (project.name, project.speed_limit, project.syncing) == ("first-wave", 10, False)


def update_migproject():
    body = m.MigProject(name="second-wave", region=REGION, type="MIGRATE_BLOCK", speed_limit=20,
                        exist_server=True, use_public_ip=False, syncing=False,
                        isdefault=False, start_target_server=True, enterprise_project="default")
    client.update_migproject(m.UpdateMigprojectRequest(mig_project_id=made.project, body=body))
    project = client.show_migproject(m.ShowMigprojectRequest(mig_project_id=made.project))
    assert (project.name, project.type) == ("second-wave", "MIGRATE_BLOCK")


def update_default_migproject():
    for project in (made.project, made.system_project):
        client.update_default_migproject(m.UpdateDefaultMigprojectRequest(mig_project_id=project))
        assert client.show_migproject(m.ShowMigprojectRequest(mig_project_id=project)).isdefault is True


def delete_migproject():
    client.delete_migproject(m.DeleteMigprojectRequest(mig_project_id=made.project))
    assert client.list_migprojects(m.ListMigprojectsRequest()).count == 1


def template(name):
    return m.TemplateRequest(
        name=name,
        is_template=True,
        region=REGION,
        projectid=PROJECT_ID,
        target_server_name="target-01",
        availability_zone=f"{REGION}a",
        volumetype="SAS",
        data_volume_type="SAS",
        flavor="s6.large.2",
        vpc=m.VpcObject(id="autoCreate", name="vpc-sms", cidr="192.168.0.0/16"),
        nics=[m.Nics(id="autoCreate", name="subnet-sms", cidr="192.168.0.0/24", ip="")],
        security_groups=[m.SgObject(id="autoCreate", name="sg-sms")],
        publicip=m.PublicIp(type="5_bgp", bandwidth_size=5, bandwidth_share_type="PER"),
        disk=[m.TemplateDisk(id=0, index=0, name="system", disktype="SAS", size=40, device_use="OS")],
        target_password="Target@123",
        image_id="",
    )


def new_template(name):
    body = m.CreateTemplateReq(template=template(name))
    return client.create_template(m.CreateTemplateRequest(body=body)).id


def create_template():
    made.template = new_template("small")
    assert made.template


def list_templates():
    answer = client.list_templates(m.ListTemplatesRequest(name="small", region=REGION, limit=10, offset=0))
    assert (answer.count, answer.templates[0].id) == (1, made.template)
    assert answer.templates[0].nics[0].cidr == "192.168.0.0/24"


def show_template():
    shown = client.show_template(m.ShowTemplateRequest(id=made.template)).template
    assert (shown.name, shown.flavor, shown.disk[0].size) == ("small", "s6.large.2", 40)
    assert shown.is_template == "true"


def update_template():
    changed = template("small")
    changed.flavor = "s6.xlarge.2"
    body = m.UpdateTemplateReq(template=changed)
    client.update_template(m.UpdateTemplateRequest(id=made.template, body=body))
    shown = client.show_template(m.ShowTemplateRequest(id=made.template)).template
    assert shown.flavor == "s6.xlarge.2"


def new_source(name):
    """A source that has passed its check."""
    source = client.register_server(m.RegisterServerRequest(body=linux_source(name))).id
    advance(events=1)
    return source


def register_server():
    made.source = new_source("web-01")
    assert made.source


def list_servers():
    answer = client.list_servers(m.ListServersRequest(name="web-01", state="waiting", limit=10, offset=0))
    assert (answer.count, answer.source_servers[0].id) == (1, made.source)
    checks = {entry.name: entry.result for entry in answer.source_servers[0].checks}
    assert checks["OS_VERSION"] == "OK"


def show_server():
    server = client.show_server(m.ShowServerRequest(source_id=made.source))
    assert (server.name, server.state, server.connected) == ("web-01", "waiting", True)
    assert server.disks[0].physical_volumes[0].mount_point == "/"
    assert server.networks[0].mac == "fa:16:3e:b9:49:1f"


def show_overview():
    overview = client.show_overview(m.ShowOverviewRequest())
    assert (overview.waiting, overview.error) == (1, 0)


def update_server_name():
    body = m.PutSourceServerBody(name="web-renamed", migprojectid=made.system_project)
    client.update_server_name(m.UpdateServerNameRequest(source_id=made.source, body=body))
    assert client.show_server(m.ShowServerRequest(source_id=made.source)).name == "web-renamed"


def update_disk_info():
    disks = source_disks()
    disks[0].inode_size = 512
    body = m.PutDiskInfoReq(disks=disks, volumegroups=[], btrfs_list=[])
    client.update_disk_info(m.UpdateDiskInfoRequest(source_id=made.source, body=body))
    assert client.show_server(m.ShowServerRequest(source_id=made.source)).disks[0].inode_size == 512


def update_copy_state():
    body = m.PutCopyStateReq(copystate="waiting", migrationcycle="setting")
    client.update_copy_state(m.UpdateCopyStateRequest(source_id=made.source, body=body))
    assert client.show_server(m.ShowServerRequest(source_id=made.source)).migration_cycle == "checking"


def new_task(name, source, vm_id=None):
    body = m.PostTask(
        name=name,
        type="MIGRATE_FILE",
        os_type="LINUX",
        source_server=m.SourceServerByTask(id=source),
        target_server=target(vm_id),
        exist_server=vm_id is not None,
        vm_template_id=None if vm_id else made.template,
        region_id=REGION,
        region_name=REGION,
        project_id=PROJECT_ID,
        project_name=REGION,
        migration_ip="192.168.1.175",
        use_public_ip=False,
        start_target_server=True,
        syncing=False,
        priority=1,
        speed_limit=0,
    )
    return client.create_task(m.CreateTaskRequest(body=body)).id


def create_task():
    made.task = new_task("move-web-01", made.source)
    assert made.task


def list_tasks():
    answer = client.list_tasks(m.ListTasksRequest(source_server_id=made.source, limit=10, offset=0))
    assert (answer.count, answer.tasks[0].id) == (1, made.task)
    assert answer.tasks[0].source_server.name == "web-renamed"


def show_task():
    task = client.show_task(m.ShowTaskRequest(task_id=made.task))
    assert (task.name, task.state, task.vm_template_id) == ("move-web-01", "READY", made.template)
    assert task.source_server.id == made.source
    assert task.target_server.disks[0].physical_volumes[0].name == "/dev/vda1"


def update_task():
    body = m.PutTaskReq(name="move-web", speed_limit=50)
    answer = client.update_task(m.UpdateTaskRequest(task_id=made.task, body=body))
    assert answer.id == made.task
    task = client.show_task(m.ShowTaskRequest(task_id=made.task))
    assert (task.name, task.speed_limit) == ("move-web", 50)


def update_speed():
    window = m.SpeedLimitlJson(start="00:00", end="23:59", speed=100, over_speed_threshold=50.0)
    body = m.SpeedLimit(speed_limit=[window])
    client.update_speed(m.UpdateSpeedRequest(task_id=made.task, body=body))


def shows_speed_limits():
    limits = client.shows_speed_limits(m.ShowsSpeedLimitsRequest(task_id=made.task)).speed_limit
    assert [(limit.start, limit.speed) for limit in limits] == [("00:00", 100)]
    assert limits[0].over_speed_threshold == 50.0


def upload_special_configuration_setting():
    body = m.ConfigurationRequestBody(
        configurations=[m.ConfigBody(config_key="LINUX_CPU_LIMIT", config_value="60")]
    )
    client.upload_special_configuration_setting(
        m.UploadSpecialConfigurationSettingRequest(task_id=made.task, body=body)
    )


def show_config_setting():
    request = m.ShowConfigSettingRequest(task_id=made.task, config_key="LINUX_CPU_LIMIT")
    answer = client.show_config_setting(request)
    assert answer.migrate_type == "LINUX_MIGRATE_FILE"
    assert [(entry.config_key, entry.config_value) for entry in answer.configurations] == [
        ("LINUX_CPU_LIMIT", "60")
    ]


def show_cert_key():
    keys = client.show_cert_key(m.ShowCertKeyRequest(task_id=made.task, enable_ca_cert=True))
    assert keys.cert.startswith("-----BEGIN CERTIFICATE-----")
    assert keys.ca.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE KEY" in keys.target_data_private_key


def show_passphrase():
    answer = client.show_passphrase(m.ShowPassphraseRequest(task_id=made.task))
    assert (answer.task_id, len(answer.passphrase)) == (made.task, 16)


def show_command():
    command = client.show_command(m.ShowCommandRequest(server_id=made.source))
    assert command.command_name == "TASK_NOT_STARTED"
    assert command.command_param.task_id == made.task


def update_task_status():
    body = m.UpdateTaskStatusReq(operation="start")
    client.update_task_status(m.UpdateTaskStatusRequest(task_id=made.task, body=body))
    assert client.show_task(m.ShowTaskRequest(task_id=made.task)).state == "RUNNING"


def show_target_password():
    answer = client.show_target_password(m.ShowTargetPasswordRequest(id=made.template))
    assert (answer.template_id, answer.target_password) == (made.template, "Target@123")


def update_command_result():
    body = m.CommandBody(command_name="START", result="success", result_detail={"msg": "test"})
    client.update_command_result(m.UpdateCommandResultRequest(server_id=made.source, body=body))


def update_task_speed():
    body = m.UpdateTaskSpeedReq(subtask_name="MIGRATE_LINUX_FILE", progress=50, replicatesize=1000,
                                totalsize=100000, process_trace="copying", migrate_speed=9.5,
                                compress_rate=1.5, remain_time=1, total_cpu_usage=12.5)
    client.update_task_speed(m.UpdateTaskSpeedRequest(task_id=made.task, body=body))
    task = client.show_task(m.ShowTaskRequest(task_id=made.task))
    # The copy has not begun, so that it has no speed.
    assert (task.migrate_speed, task.compress_rate) == (0, 1.5)


def update_consistency_result():
    result = m.ConsistencyResult(dir_check="/root/test", num_total_files=100, num_different_files=1,
                                 num_target_miss_files=0, num_target_more_files=0)
    body = m.SetConsistencyResultRequestBody(consistency_result=[result])
    client.update_consistency_result(m.UpdateConsistencyResultRequest(task_id=made.task, body=body))


def show_consistency_result():
    answer = client.show_consistency_result(m.ShowConsistencyResultRequest(task_id=made.task))
    assert answer.task_id == made.task
    assert "/root/test" in answer.result_list[0]


def export_consistency_results():
    entry = m.BatchConsistencyReq(task_id=made.task, source_id=made.source, source_name="web-renamed")
    body = m.BatchGetConsistencyResultReq(task_info=[entry])
    answer = client.export_consistency_results(m.ExportConsistencyResultsRequest(body=body))
    assert answer.status_code == 200


def update_network_check_info():
    body = m.NetworkCheckInfoRequestBody(domain_connectivity=True, destination_connectivity=True,
                                         network_delay=20.0, network_jitter=2.0, migration_speed=100.0,
                                         loss_percentage=0.0, cpu_usage=12.5, mem_usage=35.0,
                                         evaluation_result="success")
    answer = client.update_network_check_info(
        m.UpdateNetworkCheckInfoRequest(task_id=made.task, body=body)
    )
    assert answer.task_id == made.task


def collect_log():
    advance(until={"task": made.task, "state": "MIGRATE_SUCCESS"})
    body = m.UploadLogRequestBody(log_bucket="my-logs")
    client.collect_log(m.CollectLogRequest(task_id=made.task, body=body))
    command = client.show_command(m.ShowCommandRequest(server_id=made.source))
    assert (command.command_name, command.command_param.bucket) == ("UPLOAD_LOG", "my-logs")


def list_error_servers():
    answer = client.list_error_servers(m.ListErrorServersRequest(limit=10, offset=0))
    assert answer.count == len(answer.migration_errors)


def unlock_target_ecs():
    historical.unlock_target_ecs(made.task)


def check_net_acl():
    historical.check_net_acl(PROJECT_ID, "a1f2b3c4-d5e6-4f70-8a9b-0c1d2e3f4a5b")


def show_sha256():
    digest = historical.show_sha256("hello").value
    assert digest == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


def delete_task():
    client.delete_task(m.DeleteTaskRequest(task_id=made.task))
    assert client.list_tasks(m.ListTasksRequest()).count == 0


def delete_tasks():
    made.second_source = new_source("db-01")
    task = new_task("move-db-01", made.second_source, vm_id="7c804c50-e9eb-40af-86ec-c78da64f22e2")
    client.delete_tasks(m.DeleteTasksRequest(body=m.DeleteTasksReq(ids=[task])))
    assert client.list_tasks(m.ListTasksRequest()).count == 0


def delete_template():
    client.delete_template(m.DeleteTemplateRequest(id=made.template))
    assert client.list_templates(m.ListTemplatesRequest()).count == 0


def delete_templates():
    ids = [new_template("one"), new_template("two")]
    client.delete_templates(m.DeleteTemplatesRequest(body=m.DeletetemplatesReq(ids=ids)))
    assert client.list_templates(m.ListTemplatesRequest()).count == 0


def delete_server():
    client.delete_server(m.DeleteServerRequest(source_id=made.source))
    assert client.list_servers(m.ListServersRequest()).count == 1


def delete_servers():
    client.delete_servers(m.DeleteServersRequest(body=m.DeleteIds(ids=[made.second_source])))
    assert client.list_servers(m.ListServersRequest()).count == 0


HISTORICAL = (unlock_target_ecs, check_net_acl, show_sha256)

IN_ORDER = (
    list_api_version,
    show_api_version,
    show_config,
    create_privacy_agreements,
    show_privacy_agreements,
    create_migproject,
    list_migprojects,
    show_migproject,
    update_migproject,
    update_default_migproject,
    delete_migproject,
    create_template,
    list_templates,
    show_template,
    update_template,
    register_server,
    list_servers,
    show_server,
    show_overview,
    update_server_name,
    update_disk_info,
    update_copy_state,
    create_task,
    list_tasks,
    show_task,
    update_task,
    update_speed,
    shows_speed_limits,
    upload_special_configuration_setting,
    show_config_setting,
    show_cert_key,
    show_passphrase,
    show_command,
    update_task_status,
    show_target_password,
    update_command_result,
    update_task_speed,
    update_consistency_result,
    show_consistency_result,
    export_consistency_results,
    update_network_check_info,
    collect_log,
    list_error_servers,
    *HISTORICAL,
    delete_task,
    delete_tasks,
    delete_template,
    delete_templates,
    delete_server,
    delete_servers,
)


def run():
    for operation in IN_ORDER:
        via = "core" if operation in HISTORICAL else "typed"
        check("python", "operation", operation_id(operation), operation, via)
