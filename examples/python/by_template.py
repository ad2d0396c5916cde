"""Migrates a source to a server that SMS makes from a template, finds it in ECS, and deletes it."""

import time

from huaweicloudsdkecs import v2 as m
from huaweicloudsdksms import v3 as sms_models

from cloud import (
    PROJECT_ID, REGION, Network, advance, create_task, delete_task, ecs, register_source, sms, start,
)
from to_server import delete_server

FLAVOR = "s6.large.2"


def create_template(name, network):
    """What the target server will be like. Returns the template's id."""
    template = sms_models.TemplateRequest(
        name=name, is_template=True, region=REGION, projectid=PROJECT_ID,
        target_server_name="app-02", availability_zone=f"{REGION}b", flavor=FLAVOR,
        volumetype="SAS", data_volume_type="SAS",
        vpc=sms_models.VpcObject(id=network.vpc, name=name, cidr="192.168.0.0/16"),
        nics=[sms_models.Nics(id=network.subnet, name=name, cidr="192.168.1.0/24", ip="")],
        security_groups=[sms_models.SgObject(id=network.security_group, name=name)],
        disk=[sms_models.TemplateDisk(id=0, index=0, name="system", disktype="SAS", size=40, device_use="OS")],
        publicip=sms_models.PublicIp(type="5_bgp", bandwidth_size=5, bandwidth_share_type="PER"),
    )
    body = sms_models.CreateTemplateReq(template=template)
    return sms.create_template(sms_models.CreateTemplateRequest(body=body)).id


def main():
    began = time.monotonic()
    network = Network("template")
    template = create_template("small", network)
    source = register_source("app-02")
    task = create_task("app-02", source, vm_template_id=template)
    start(task)
    advance(until={"task": task, "state": "MIGRATE_SUCCESS"})

    [server] = ecs.list_servers_details(m.ListServersDetailsRequest(name="app-02")).servers
    print("server:", server.status, server.flavor.id, server.os_ext_a_zavailability_zone)
    [address] = server.addresses[network.vpc]
    print("address:", address.addr)
    target = sms.show_task(sms_models.ShowTaskRequest(task_id=task)).target_server
    print("target of the task:", target.vm_id == server.id)

    delete_task(task)
    sms.delete_server(sms_models.DeleteServerRequest(source_id=source))
    sms.delete_template(sms_models.DeleteTemplateRequest(id=template))
    delete_server(server.id)
    network.delete()
    left = ecs.list_servers_details(m.ListServersDetailsRequest(name="app-02"))
    print("servers left:", left.count)
    return time.monotonic() - began


if __name__ == "__main__":
    print(f"took {main():.1f} s")
