"""Makes a network and a server, migrates a source to it, looks at the server meanwhile, and cleans up."""

import time

from huaweicloudsdkecs import v2 as m
from huaweicloudsdkevs import v2 as evs_models
from huaweicloudsdkims import v2 as ims_models
from huaweicloudsdksms import v3 as sms_models

from cloud import (
    REGION, Network, advance, create_task, delete_task, ecs, evs, ims, register_source, sms, start,
)


def create_server(name, network):
    """A server of 2 cores and 4 GB with a system disk of 40 GB. Returns its id once it is built."""
    flavors = ecs.list_flavors(m.ListFlavorsRequest(availability_zone=f"{REGION}a")).flavors
    flavor = next(one for one in flavors if (one.vcpus, one.ram) == ("2", 4096))
    wanted = ims_models.ListImagesRequest(imagetype="gold", name="Ubuntu 18.04 server 64bit")
    [image] = ims.list_images(wanted).images
    server = m.PrePaidServer(
        name=name, image_ref=image.id, flavor_ref=flavor.id, vpcid=network.vpc,
        nics=[m.PrePaidServerNic(subnet_id=network.subnet)],
        security_groups=[m.PrePaidServerSecurityGroup(id=network.security_group)],
        root_volume=m.PrePaidServerRootVolume(volumetype="SAS", size=40),
        availability_zone=f"{REGION}a",
    )
    body = m.CreateServersRequestBody(server=server)
    job = ecs.create_servers(m.CreateServersRequest(body=body)).job_id
    return wait_for(job).entities.sub_jobs[0].entities.server_id


def wait_for(job):
    """Asks for a job every ten seconds of the clock until it has succeeded."""
    for _ in range(60):
        shown = ecs.show_job(m.ShowJobRequest(job_id=job))
        if shown.status == "SUCCESS":
            return shown
        if shown.status == "FAIL":
            raise RuntimeError(f"{shown.job_type} failed: {shown.error_code} {shown.fail_reason}")
        advance(by="PT10S")
    raise TimeoutError(f"job {job} is {shown.status} after ten minutes")


def show(server):
    """A server as it is now: `status` is ACTIVE while it is on, and SHUTOFF while it is off."""
    return ecs.show_server(m.ShowServerRequest(server_id=server)).server


def disks_of(server):
    """The ids of a server's disks, the system disk first."""
    request = m.ListServerBlockDevicesRequest(server_id=server)
    found = ecs.list_server_block_devices(request).volume_attachments
    return [one.volume_id for one in sorted(found, key=lambda one: one.boot_index)]


def delete_server(server):
    """Deletes a server with its disks."""
    body = m.DeleteServersRequestBody(
        servers=[m.ServerId(id=server)], delete_publicip=True, delete_volume=True
    )
    wait_for(ecs.delete_servers(m.DeleteServersRequest(body=body)).job_id)


def main():
    began = time.monotonic()
    network = Network("migration")
    server = create_server("app-01", network)
    shown = show(server)
    print("server:", shown.status)

    [disk] = disks_of(server)
    volume = evs.show_volume(evs_models.ShowVolumeRequest(volume_id=disk)).volume
    print("disk:", volume.size, "GB,", volume.volume_type)

    source = register_source("app-01")
    [address] = shown.addresses[network.vpc]
    task = create_task(
        "app-01", source, vm_id=server, disk_id=disk, migration_ip=address.addr
    )
    start(task)
    advance(until={"task": task, "subtask": "MIGRATE_LINUX_FILE", "percent": 50})
    print("half copied:", show(server).status)

    advance(until={"task": task, "state": "MIGRATE_SUCCESS"})
    state = sms.show_task(sms_models.ShowTaskRequest(task_id=task)).state
    print(f"{state}:", show(server).status)

    delete_task(task)
    sms.delete_server(sms_models.DeleteServerRequest(source_id=source))
    delete_server(server)
    network.delete()
    left = ecs.list_servers_details(m.ListServersDetailsRequest(name="app-01"))
    print("servers left:", left.count)
    return time.monotonic() - began


if __name__ == "__main__":
    print(f"took {main():.1f} s")
