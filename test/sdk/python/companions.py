"""Every operation of ECS, VPC, IMS and EVS once, with its typed request, in an order in which each can succeed."""

from types import SimpleNamespace

from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkecs import v2 as e
from huaweicloudsdkevs import v2 as d
from huaweicloudsdkims import v2 as i
from huaweicloudsdkvpc import v2 as n
from huaweicloudsdkvpc import v3 as n3

from emulator import REGION, advance, connect
from recorded import Recorded, called
from report import check, operation_id, refuse

ecs = Recorded("Ecs", connect(e.EcsClient))
vpc = Recorded("Vpc", connect(n.VpcClient))
vpc_v3 = Recorded("VpcV3", connect(n3.VpcClient))
ims = Recorded("Ims", connect(i.ImsClient))
evs = Recorded("Evs", connect(d.EvsClient))
# What one operation made and another one needs.
made = SimpleNamespace()


def ecs_nova_list_availability_zones():
    zones = ecs.nova_list_availability_zones(e.NovaListAvailabilityZonesRequest()).availability_zone_info
    assert [zone.zone_name for zone in zones if zone.zone_state.available] == [f"{REGION}a", f"{REGION}b"]


def ecs_list_flavors():
    flavors = ecs.list_flavors(e.ListFlavorsRequest(availability_zone=f"{REGION}a")).flavors
    fitting = [flavor for flavor in flavors if (flavor.vcpus, flavor.ram) == ("2", 4096)]
    assert fitting[0].os_extra_specs.ecsperformancetype == "normal"
    made.flavor = fitting[0].id


def ims_list_images():
    request = i.ListImagesRequest(imagetype="gold", os_type="Linux", platform="Ubuntu", status="active")
    images = ims.list_images(request).images
    assert images and {(image.imagetype, image.platform) for image in images} == {("gold", "Ubuntu")}
    request = i.ListImagesRequest(name="Ubuntu 18.04 server 64bit")
    [image] = ims.list_images(request).images
    assert (image.status, image.min_disk) == ("active", 40)
    made.image = image.id
    after = i.ListImagesRequest(name="Ubuntu 18.04 server 64bit", marker=image.id)
    assert ims.list_images(after).images == []


def vpc_create_vpc():
    option = n.CreateVpcOption(name="net", cidr="192.168.0.0/16", description="of the suite")
    body = n.CreateVpcRequestBody(vpc=option)
    made.vpc = vpc.create_vpc(n.CreateVpcRequest(body=body)).vpc.id
    advance(by="PT10S")


def vpc_list_vpcs():
    vpcs = vpc.list_vpcs(n.ListVpcsRequest()).vpcs
    assert sorted(one.name for one in vpcs) == ["net", "vpc-default"]
    assert [one.name for one in vpc.list_vpcs(n.ListVpcsRequest(id=made.vpc)).vpcs] == ["net"]


def vpc_show_vpc():
    shown = vpc.show_vpc(n.ShowVpcRequest(vpc_id=made.vpc)).vpc
    assert (shown.name, shown.cidr, shown.status) == ("net", "192.168.0.0/16", "OK")
    assert shown.created_at == shown.updated_at


def vpc_v3_list_vpcs():
    [shown] = vpc_v3.list_vpcs(n3.ListVpcsRequest(name=["net"])).vpcs
    assert (shown.id, shown.cidr) == (made.vpc, "192.168.0.0/16")


def vpc_v3_show_vpc():
    shown = vpc_v3.show_vpc(n3.ShowVpcRequest(vpc_id=made.vpc)).vpc
    assert (shown.name, shown.extend_cidrs) == ("net", [])


def vpc_show_vpc_tags():
    assert vpc.show_vpc_tags(n.ShowVpcTagsRequest(vpc_id=made.vpc)).tags == []


def vpc_create_subnet():
    option = n.CreateSubnetOption(name="one", cidr="192.168.1.0/24", gateway_ip="192.168.1.1", vpc_id=made.vpc,
                                  dhcp_enable=True, dns_list=["100.125.1.250", "100.125.3.250"])
    body = n.CreateSubnetRequestBody(subnet=option)
    made.subnet = vpc.create_subnet(n.CreateSubnetRequest(body=body)).subnet.id
    advance(by="PT10S")


def vpc_list_subnets():
    [subnet] = vpc.list_subnets(n.ListSubnetsRequest(vpc_id=made.vpc)).subnets
    assert (subnet.id, subnet.name) == (made.subnet, "one")
    assert "subnet-default" in [one.name for one in vpc.list_subnets(n.ListSubnetsRequest()).subnets]


def vpc_show_subnet():
    subnet = vpc.show_subnet(n.ShowSubnetRequest(subnet_id=made.subnet)).subnet
    assert (subnet.status, subnet.gateway_ip, subnet.dhcp_enable) == ("ACTIVE", "192.168.1.1", True)
    assert [subnet.primary_dns, subnet.secondary_dns] == subnet.dns_list


def vpc_show_subnet_tags():
    assert vpc.show_subnet_tags(n.ShowSubnetTagsRequest(subnet_id=made.subnet)).tags == []


def vpc_v3_create_security_group():
    body = n3.CreateSecurityGroupRequestBody(security_group=n3.CreateSecurityGroupOption(name="web"))
    group = vpc_v3.create_security_group(n3.CreateSecurityGroupRequest(body=body)).security_group
    made.group = group.id
    made.rules = [rule.id for rule in group.security_group_rules]
    assert made.rules


def vpc_v3_list_security_groups():
    [group] = vpc_v3.list_security_groups(n3.ListSecurityGroupsRequest(name=["web"])).security_groups
    assert group.id == made.group
    after = n3.ListSecurityGroupsRequest(name=["web"], marker=group.id)
    assert vpc_v3.list_security_groups(after).security_groups == []


def vpc_v3_show_security_group():
    request = n3.ShowSecurityGroupRequest(security_group_id=made.group)
    group = vpc_v3.show_security_group(request).security_group
    assert [rule.id for rule in group.security_group_rules] == made.rules
    assert {rule.direction for rule in group.security_group_rules} == {"ingress", "egress"}


def vpc_v3_list_security_group_rules():
    request = n3.ListSecurityGroupRulesRequest(security_group_id=[made.group])
    rules = vpc_v3.list_security_group_rules(request).security_group_rules
    assert sorted(rule.id for rule in rules) == sorted(made.rules)


def vpc_v3_delete_security_group_rule():
    rule = made.rules.pop()
    vpc_v3.delete_security_group_rule(n3.DeleteSecurityGroupRuleRequest(security_group_rule_id=rule))
    vpc_v3_list_security_group_rules()


def vpc_list_security_groups():
    groups = vpc.list_security_groups(n.ListSecurityGroupsRequest()).security_groups
    assert {"default", "web"} <= {group.name for group in groups}


def vpc_show_security_group():
    group = vpc.show_security_group(n.ShowSecurityGroupRequest(security_group_id=made.group)).security_group
    assert (group.name, len(group.security_group_rules)) == ("web", len(made.rules))


def vpc_show_security_group_tags():
    assert vpc.show_security_group_tags(n.ShowSecurityGroupTagsRequest(security_group_id=made.group)).tags == []


def wait_for(job):
    """The job once it has ended, which must be well."""
    for _ in range(60):
        shown = ecs.show_job(e.ShowJobRequest(job_id=job))
        if shown.status == "SUCCESS":
            return shown
        assert shown.status in ("INIT", "RUNNING"), shown
        advance(by="PT5S")
    raise AssertionError(f"the job is {shown.status}")


def ecs_create_servers():
    server = e.PrePaidServer(
        name="app-01", image_ref=made.image, flavor_ref=made.flavor, vpcid=made.vpc,
        nics=[e.PrePaidServerNic(subnet_id=made.subnet)],
        security_groups=[e.PrePaidServerSecurityGroup(id=made.group)],
        root_volume=e.PrePaidServerRootVolume(volumetype="SAS", size=40),
        data_volumes=[e.PrePaidServerDataVolume(volumetype="SSD", size=100)],
        availability_zone=f"{REGION}b",
    )
    body = e.CreateServersRequestBody(server=server)
    made.job = ecs.create_servers(e.CreateServersRequest(body=body)).job_id


def ecs_show_job():
    ended = wait_for(made.job)
    assert ended.entities.sub_jobs_total == 1
    made.server = ended.entities.sub_jobs[0].entities.server_id


def ecs_list_servers_details():
    answer = ecs.list_servers_details(e.ListServersDetailsRequest(name="app-01", limit=10, offset=1))
    assert (answer.count, answer.servers[0].id) == (1, made.server)
    none = ecs.list_servers_details(e.ListServersDetailsRequest(status="SHUTOFF"))
    assert (none.count, none.servers) == (0, [])


def ecs_show_server():
    server = ecs.show_server(e.ShowServerRequest(server_id=made.server)).server
    assert (server.name, server.status, server.flavor.id) == ("app-01", "ACTIVE", made.flavor)
    assert server.os_ext_a_zavailability_zone == f"{REGION}b"
    [address] = server.addresses[made.vpc]
    assert address.addr.startswith("192.168.1.")
    made.port = address.os_ext_ip_sport_id
    made.volumes = [volume.id for volume in server.os_extended_volumesvolumes_attached]
    assert len(made.volumes) == 2


def ecs_list_server_block_devices():
    answer = ecs.list_server_block_devices(e.ListServerBlockDevicesRequest(server_id=made.server))
    assert [one.volume_id for one in answer.volume_attachments] == made.volumes
    assert [one.size for one in answer.volume_attachments] == [40, 100]


def ecs_show_server_block_device():
    request = e.ShowServerBlockDeviceRequest(server_id=made.server, volume_id=made.volumes[0])
    assert ecs.show_server_block_device(request).volume_attachment.boot_index == 0


def evs_list_volumes():
    answer = evs.list_volumes(d.ListVolumesRequest(server_id=made.server))
    assert answer.count == 2
    assert {volume.id for volume in answer.volumes} == set(made.volumes)


def evs_show_volume():
    volume = evs.show_volume(d.ShowVolumeRequest(volume_id=made.volumes[1])).volume
    assert (volume.size, volume.volume_type, volume.status) == (100, "SSD", "in-use")
    assert volume.attachments[0].server_id == made.server


def vpc_show_port():
    port = vpc.show_port(n.ShowPortRequest(port_id=made.port)).port
    assert (port.network_id, port.device_id) == (made.subnet, made.server)
    assert port.fixed_ips[0].ip_address.startswith("192.168.1.")


def vpc_list_ports():
    [port] = vpc.list_ports(n.ListPortsRequest(device_id=made.server, limit=100)).ports
    assert (port.id, port.security_groups) == (made.port, [made.group])


def status():
    return ecs.show_server(e.ShowServerRequest(server_id=made.server)).server.status


def ecs_batch_start_or_stop_servers():
    option = e.BatchStopServersOption(servers=[e.ServerId(id=made.server)], type="SOFT")
    body = e.BatchStopServersRequestBody(os_stop=option)
    wait_for(ecs.batch_stop_servers(e.BatchStopServersRequest(body=body)).job_id)
    assert status() == "SHUTOFF"
    option = e.BatchStartServersOption(servers=[e.ServerId(id=made.server)])
    body = e.BatchStartServersRequestBody(os_start=option)
    wait_for(ecs.batch_start_servers(e.BatchStartServersRequest(body=body)).job_id)
    assert status() == "ACTIVE"


def ecs_create_post_paid_servers():
    server = e.PostPaidServer(
        name="app-02", image_ref=made.image, flavor_ref=made.flavor, vpcid=made.vpc,
        nics=[e.PostPaidServerNic(subnet_id=made.subnet, ip_address="192.168.1.200")],
        root_volume=e.PostPaidServerRootVolume(volumetype="SAS"),
    )
    body = e.CreatePostPaidServersRequestBody(server=server)
    [created] = ecs.create_post_paid_servers(e.CreatePostPaidServersRequest(body=body)).server_ids
    advance(by="PT5M")
    shown = ecs.show_server(e.ShowServerRequest(server_id=created)).server
    assert [address.addr for address in shown.addresses[made.vpc]] == ["192.168.1.200"]
    made.second = created


def delete_in_the_wrong_order():
    """What is in use is refused, in the form of the service, and the SDK reads it."""
    in_use = [
        lambda: vpc.delete_vpc(n.DeleteVpcRequest(vpc_id=made.vpc)),
        lambda: vpc.delete_subnet(n.DeleteSubnetRequest(vpc_id=made.vpc, subnet_id=made.subnet)),
        lambda: vpc.delete_security_group(n.DeleteSecurityGroupRequest(security_group_id=made.group)),
    ]
    for work in in_use:
        refusal = refuse(ClientRequestException, work)
        assert refusal.status_code == 409, refusal
        assert refusal.error_code.startswith("VPC."), refusal
        assert refusal.error_msg, refusal


def is_gone(service, work):
    """A resource is gone: 404 with a code of its service, in a form that the SDK reads."""
    refusal = refuse(ClientRequestException, work)
    assert refusal.status_code == 404, refusal
    assert refusal.error_code.upper().startswith(f"{service}."), refusal
    assert refusal.error_msg, refusal


def ecs_delete_servers():
    servers = [e.ServerId(id=made.server), e.ServerId(id=made.second)]
    body = e.DeleteServersRequestBody(servers=servers, delete_publicip=True, delete_volume=True)
    wait_for(ecs.delete_servers(e.DeleteServersRequest(body=body)).job_id)
    is_gone("ECS", lambda: ecs.show_server(e.ShowServerRequest(server_id=made.server)))
    for volume in made.volumes:
        is_gone("EVS", lambda: evs.show_volume(d.ShowVolumeRequest(volume_id=volume)))


def vpc_delete_subnet():
    vpc.delete_subnet(n.DeleteSubnetRequest(vpc_id=made.vpc, subnet_id=made.subnet))
    advance(by="PT10S")
    is_gone("VPC", lambda: vpc.show_subnet(n.ShowSubnetRequest(subnet_id=made.subnet)))


def vpc_delete_vpc():
    vpc.delete_vpc(n.DeleteVpcRequest(vpc_id=made.vpc))
    advance(by="PT10S")
    is_gone("VPC", lambda: vpc.show_vpc(n.ShowVpcRequest(vpc_id=made.vpc)))


def vpc_delete_security_group():
    vpc.delete_security_group(n.DeleteSecurityGroupRequest(security_group_id=made.group))
    is_gone("VPC", lambda: vpc.show_security_group(n.ShowSecurityGroupRequest(security_group_id=made.group)))


OPERATIONS = [
    ecs_nova_list_availability_zones,
    ecs_list_flavors,
    ims_list_images,
    vpc_create_vpc,
    vpc_list_vpcs,
    vpc_show_vpc,
    vpc_v3_list_vpcs,
    vpc_v3_show_vpc,
    vpc_show_vpc_tags,
    vpc_create_subnet,
    vpc_list_subnets,
    vpc_show_subnet,
    vpc_show_subnet_tags,
    vpc_v3_create_security_group,
    vpc_v3_list_security_groups,
    vpc_v3_show_security_group,
    vpc_v3_list_security_group_rules,
    vpc_v3_delete_security_group_rule,
    vpc_list_security_groups,
    vpc_show_security_group,
    vpc_show_security_group_tags,
    ecs_create_servers,
    ecs_show_job,
    ecs_list_servers_details,
    ecs_show_server,
    ecs_list_server_block_devices,
    ecs_show_server_block_device,
    evs_list_volumes,
    evs_show_volume,
    vpc_show_port,
    vpc_list_ports,
    ecs_batch_start_or_stop_servers,
    ecs_create_post_paid_servers,
    delete_in_the_wrong_order,
    ecs_delete_servers,
    vpc_delete_subnet,
    vpc_delete_vpc,
    vpc_delete_security_group,
]


def run():
    for function in OPERATIONS:
        if function is delete_in_the_wrong_order:
            check("python", "migration", "what is in use is not deleted", function)
        else:
            check("python", "companion", operation_id(function), lambda: call(function))


def call(function):
    """Runs the check of an operation, and makes sure that it has called it."""
    called.clear()
    function()
    assert operation_id(function) in called, f"{operation_id(function)} was not called"
