import com.huaweicloud.sdk.sms.v3.SmsClient;
import com.huaweicloud.sdk.sms.v3.model.*;
import java.util.List;
import java.util.Map;

/** Every operation of SMS once, with its typed request, in an order in which each can succeed. */
final class Operations {
  private final SmsClient client = Emulator.sms(Emulator.keys());

  // What one operation made and another one needs.
  private String project;
  private String systemProject;
  private String template;
  private String source;
  private String secondSource;
  private String task;

  void run() {
    check("ListApiVersion", this::listApiVersion);
    check("ShowApiVersion", this::showApiVersion);
    check("ShowConfig", this::showConfig);
    check("CreatePrivacyAgreements", this::createPrivacyAgreements);
    check("ShowPrivacyAgreements", this::showPrivacyAgreements);
    check("CreateMigproject", this::createMigproject);
    check("ListMigprojects", this::listMigprojects);
    check("ShowMigproject", this::showMigproject);
    check("UpdateMigproject", this::updateMigproject);
    check("UpdateDefaultMigproject", this::updateDefaultMigproject);
    check("DeleteMigproject", this::deleteMigproject);
    check("CreateTemplate", this::createTemplate);
    check("ListTemplates", this::listTemplates);
    check("ShowTemplate", this::showTemplate);
    check("UpdateTemplate", this::updateTemplate);
    check("RegisterServer", this::registerServer);
    check("ListServers", this::listServers);
    check("ShowServer", this::showServer);
    check("ShowOverview", this::showOverview);
    check("UpdateServerName", this::updateServerName);
    check("UpdateDiskInfo", this::updateDiskInfo);
    check("UpdateCopyState", this::updateCopyState);
    check("CreateTask", this::createTask);
    check("ListTasks", this::listTasks);
    check("ShowTask", this::showTask);
    check("UpdateTask", this::updateTask);
    check("UpdateSpeed", this::updateSpeed);
    check("ShowsSpeedLimits", this::showsSpeedLimits);
    check("UploadSpecialConfigurationSetting", this::uploadSpecialConfigurationSetting);
    check("ShowConfigSetting", this::showConfigSetting);
    check("ShowCertKey", this::showCertKey);
    check("ShowPassphrase", this::showPassphrase);
    check("ShowCommand", this::showCommand);
    check("UpdateTaskStatus", this::updateTaskStatus);
    check("ShowTargetPassword", this::showTargetPassword);
    check("UpdateCommandResult", this::updateCommandResult);
    check("UpdateTaskSpeed", this::updateTaskSpeed);
    check("UpdateConsistencyResult", this::updateConsistencyResult);
    check("ShowConsistencyResult", this::showConsistencyResult);
    // Younger than this SDK: its core sends it.
    Report.check("operation", "ExportConsistencyResults", "core", this::exportConsistencyResults);
    check("UpdateNetworkCheckInfo", this::updateNetworkCheckInfo);
    check("CollectLog", this::collectLog);
    check("ListErrorServers", this::listErrorServers);
    check("UnlockTargetEcs", this::unlockTargetEcs);
    check("CheckNetAcl", this::checkNetAcl);
    check("ShowSha256", this::showSha256);
    check("DeleteTask", this::deleteTask);
    check("DeleteTasks", this::deleteTasks);
    check("DeleteTemplate", this::deleteTemplate);
    check("DeleteTemplates", this::deleteTemplates);
    check("DeleteServer", this::deleteServer);
    check("DeleteServers", this::deleteServers);
  }

  private static void check(String operationId, Report.Work call) {
    Report.check("operation", operationId, "typed", call);
  }

  private void listApiVersion() {
    var versions = client.listApiVersion(new ListApiVersionRequest()).getVersions();
    Report.same("versions", versions.size(), 1);
    Report.same("version", versions.get(0).getId(), "v3");
  }

  private void showApiVersion() {
    var version = client.showApiVersion(new ShowApiVersionRequest().withVersion("v3"));
    Report.same("version", version.getId(), "v3");
    Report.same("status", version.getStatus(), "SUPPORTED");
  }

  private void showConfig() {
    var answer = client.showConfig(new ShowConfigRequest());
    Report.same("main region", answer.getConfig().get("mainRegion"), "cn-north-4");
    Report.same("second region", answer.getRegions().get(1).get("region_name"), Emulator.REGION);
  }

  private boolean agreed() {
    return client.showPrivacyAgreements(new ShowPrivacyAgreementsRequest()).getFlag();
  }

  private void createPrivacyAgreements() {
    Report.same("flag", agreed(), false);
    client.createPrivacyAgreements(new CreatePrivacyAgreementsRequest());
  }

  private void showPrivacyAgreements() {
    Report.same("flag", agreed(), true);
  }

  private void createMigproject() {
    var body =
        new PostMigProjectBody()
            .withName("first-wave")
            .withRegion(Emulator.REGION)
            .withType(PostMigProjectBody.TypeEnum.MIGRATE_FILE)
            .withSpeedLimit(10)
            .withExistServer(true)
            .withUsePublicIp(false)
            .withSyncing(false)
            .withIsdefault(false)
            .withStartTargetServer(true)
            .withEnterpriseProject("default");
    project = client.createMigproject(new CreateMigprojectRequest().withBody(body)).getId();
    Report.holds("it has an id", project != null);
  }

  private void listMigprojects() {
    var answer = client.listMigprojects(new ListMigprojectsRequest().withLimit(10).withOffset(0));
    Report.same("count", answer.getCount(), 2);
    systemProject =
        answer.getMigprojects().stream()
            .filter(listed -> listed.getName().equals("SystemProject"))
            .findFirst()
            .orElseThrow()
            .getId();
  }

  private ShowMigprojectResponse shownProject(String id) {
    return client.showMigproject(new ShowMigprojectRequest().withMigProjectId(id));
  }

  private void showMigproject() {
    Report.same("name", shownProject(project).getName(), "first-wave");
    Report.same("speed limit", shownProject(project).getSpeedLimit(), 10);
  }

  private void updateMigproject() {
    var body =
        new MigProject()
            .withName("second-wave")
            .withRegion(Emulator.REGION)
            .withType(MigProject.TypeEnum.MIGRATE_BLOCK)
            .withSpeedLimit(20)
            .withExistServer(true)
            .withUsePublicIp(false)
            .withSyncing(false)
            .withIsdefault(false)
            .withStartTargetServer(true)
            .withEnterpriseProject("default");
    client.updateMigproject(new UpdateMigprojectRequest().withMigProjectId(project).withBody(body));
    Report.same("name", shownProject(project).getName(), "second-wave");
  }

  private void updateDefaultMigproject() {
    for (var id : List.of(project, systemProject)) {
      client.updateDefaultMigproject(new UpdateDefaultMigprojectRequest().withMigProjectId(id));
      Report.same("default", shownProject(id).getIsdefault(), true);
    }
  }

  private void deleteMigproject() {
    client.deleteMigproject(new DeleteMigprojectRequest().withMigProjectId(project));
    Report.same("count", client.listMigprojects(new ListMigprojectsRequest()).getCount(), 1);
  }

  private static TemplateRequest templateNamed(String name) {
    return new TemplateRequest()
        .withName(name)
        .withIsTemplate(true)
        .withRegion(Emulator.REGION)
        .withProjectid(Emulator.PROJECT_ID)
        .withTargetServerName("target-01")
        .withAvailabilityZone(Emulator.REGION + "a")
        .withVolumetype(TemplateRequest.VolumetypeEnum.SAS)
        .withDataVolumeType(TemplateRequest.DataVolumeTypeEnum.SAS)
        .withFlavor("s6.large.2")
        .withVpc(new VpcObject().withId("autoCreate").withName("vpc-sms").withCidr("192.168.0.0/16"))
        .withNics(
            List.of(
                new Nics().withId("autoCreate").withName("subnet-sms").withCidr("192.168.0.0/24").withIp("")))
        .withSecurityGroups(List.of(new SgObject().withId("autoCreate").withName("sg-sms")))
        .withPublicip(
            new PublicIp().withType("5_bgp").withBandwidthSize(5).withBandwidthShareType("PER"))
        .withDisk(
            List.of(
                new TemplateDisk()
                    .withId(0L)
                    .withIndex(0)
                    .withName("system")
                    .withDisktype("SAS")
                    .withSize(40L)
                    .withDeviceUse("OS")))
        .withTargetPassword("Target@123")
        .withImageId("");
  }

  private String newTemplate(String name) {
    var body = new CreateTemplateReq().withTemplate(templateNamed(name));
    return client.createTemplate(new CreateTemplateRequest().withBody(body)).getId();
  }

  private TemplateResponseBody shownTemplate() {
    return client.showTemplate(new ShowTemplateRequest().withId(template)).getTemplate();
  }

  private int countTemplates() {
    return client.listTemplates(new ListTemplatesRequest()).getCount();
  }

  private void createTemplate() {
    template = newTemplate("small");
    Report.holds("it has an id", template != null);
  }

  private void listTemplates() {
    var request = new ListTemplatesRequest().withName("small").withRegion(Emulator.REGION);
    var answer = client.listTemplates(request.withLimit(10).withOffset(0));
    Report.same("count", answer.getCount(), 1);
    Report.same("id", answer.getTemplates().get(0).getId(), template);
    Report.same("cidr", answer.getTemplates().get(0).getNics().get(0).getCidr(), "192.168.0.0/24");
  }

  private void showTemplate() {
    Report.same("flavor", shownTemplate().getFlavor(), "s6.large.2");
    Report.same("disk size", shownTemplate().getDisk().get(0).getSize(), 40L);
    Report.same("is_template", shownTemplate().getIsTemplate(), "true");
  }

  private void updateTemplate() {
    var body = new UpdateTemplateReq().withTemplate(templateNamed("small").withFlavor("s6.xlarge.2"));
    client.updateTemplate(new UpdateTemplateRequest().withId(template).withBody(body));
    Report.same("flavor", shownTemplate().getFlavor(), "s6.xlarge.2");
  }

  /** A source that has passed its check. */
  String newSource(String name) throws Exception {
    var body = Machines.linuxSource(name);
    var id = client.registerServer(new RegisterServerRequest().withBody(body)).getId();
    Emulator.advance(Map.of("events", 1));
    return id;
  }

  ShowServerResponse shownServer(String id) {
    return client.showServer(new ShowServerRequest().withSourceId(id));
  }

  private int countServers() {
    return client.listServers(new ListServersRequest()).getCount();
  }

  private void registerServer() throws Exception {
    source = newSource("web-01");
    Report.holds("it has an id", source != null);
  }

  private void listServers() {
    var request = new ListServersRequest().withName("web-01").withState(ListServersRequest.StateEnum.WAITING);
    var answer = client.listServers(request.withLimit(10).withOffset(0));
    Report.same("count", answer.getCount(), 1);
    var listed = answer.getSourceServers().get(0);
    Report.same("id", listed.getId(), source);
    Report.same("first check", listed.getChecks().get(0).getResult(), EnvironmentCheck.ResultEnum.OK);
  }

  private void showServer() {
    var server = shownServer(source);
    Report.same("name", server.getName(), "web-01");
    Report.same("state", server.getState(), ShowServerResponse.StateEnum.WAITING);
    var partition = server.getDisks().get(0).getPhysicalVolumes().get(0);
    Report.same("mount point", partition.getMountPoint(), "/");
    Report.same("MAC", server.getNetworks().get(0).getMac(), "fa:16:3e:b9:49:1f");
  }

  private void showOverview() {
    var overview = client.showOverview(new ShowOverviewRequest());
    Report.same("waiting", overview.getWaiting(), 1);
    Report.same("error", overview.getError(), 0);
  }

  private void updateServerName() {
    var body = new PutSourceServerBody().withName("web-renamed").withMigprojectid(systemProject);
    client.updateServerName(new UpdateServerNameRequest().withSourceId(source).withBody(body));
    Report.same("name", shownServer(source).getName(), "web-renamed");
  }

  private void updateDiskInfo() {
    var body =
        new PutDiskInfoReq()
            .withDisks(List.of(Machines.sourceDisk().withInodeSize(512)))
            .withVolumegroups(List.of())
            .withBtrfsList(List.of());
    client.updateDiskInfo(new UpdateDiskInfoRequest().withSourceId(source).withBody(body));
    Report.same("inode size", shownServer(source).getDisks().get(0).getInodeSize(), 512);
  }

  private void updateCopyState() {
    var body =
        new PutCopyStateReq()
            .withCopystate(PutCopyStateReq.CopystateEnum.WAITING)
            .withMigrationcycle(PutCopyStateReq.MigrationcycleEnum.SETTING);
    client.updateCopyState(new UpdateCopyStateRequest().withSourceId(source).withBody(body));
    var cycle = shownServer(source).getMigrationCycle();
    Report.same("cycle", cycle, ShowServerResponse.MigrationCycleEnum.CHECKING);
  }

  /** A task to an existing server, or, where the id is null, to one from the template. */
  String newTask(String name, String source, String vmId) {
    var body =
        new PostTask()
            .withName(name)
            .withType(PostTask.TypeEnum.MIGRATE_FILE)
            .withOsType("LINUX")
            .withSourceServer(new SourceServerByTask().withId(source))
            .withTargetServer(Machines.target(vmId))
            .withExistServer(vmId != null)
            .withVmTemplateId(vmId == null ? template : null)
            .withRegionId(Emulator.REGION)
            .withRegionName(Emulator.REGION)
            .withProjectId(Emulator.PROJECT_ID)
            .withProjectName(Emulator.REGION)
            .withMigrationIp("192.168.1.175")
            .withUsePublicIp(false)
            .withStartTargetServer(true)
            .withSyncing(false)
            .withPriority(1)
            .withSpeedLimit(0);
    return client.createTask(new CreateTaskRequest().withBody(body)).getId();
  }

  ShowTaskResponse shownTask(String id) {
    return client.showTask(new ShowTaskRequest().withTaskId(id));
  }

  private int countTasks() {
    return client.listTasks(new ListTasksRequest()).getCount();
  }

  private void createTask() {
    task = newTask("move-web-01", source, null);
    Report.holds("it has an id", task != null);
  }

  private void listTasks() {
    var request = new ListTasksRequest().withSourceServerId(source).withLimit(10).withOffset(0);
    var answer = client.listTasks(request);
    Report.same("count", answer.getCount(), 1);
    Report.same("id", answer.getTasks().get(0).getId(), task);
    Report.same("source", answer.getTasks().get(0).getSourceServer().getName(), "web-renamed");
  }

  private void showTask() {
    var shown = shownTask(task);
    Report.same("state", shown.getState(), "READY");
    Report.same("template", shown.getVmTemplateId(), template);
    Report.same("source", shown.getSourceServer().getId(), source);
    var partition = shown.getTargetServer().getDisks().get(0).getPhysicalVolumes().get(0);
    Report.same("partition", partition.getName(), "/dev/vda1");
  }

  private void updateTask() {
    var body = new PutTaskReq().withName("move-web").withSpeedLimit(50);
    client.updateTask(new UpdateTaskRequest().withTaskId(task).withBody(body));
    Report.same("name", shownTask(task).getName(), "move-web");
    Report.same("speed limit", shownTask(task).getSpeedLimit(), 50);
  }

  private void updateSpeed() {
    var window =
        new SpeedLimitlJson()
            .withStart("00:00")
            .withEnd("23:59")
            .withSpeed(100)
            .withOverSpeedThreshold(50.0);
    var body = new SpeedLimit().withSpeedLimit(List.of(window));
    client.updateSpeed(new UpdateSpeedRequest().withTaskId(task).withBody(body));
  }

  private void showsSpeedLimits() {
    var request = new ShowsSpeedLimitsRequest().withTaskId(task);
    var limits = client.showsSpeedLimits(request).getSpeedLimit();
    Report.same("limits", limits.size(), 1);
    Report.same("speed", limits.get(0).getSpeed(), 100);
    Report.same("threshold", limits.get(0).getOverSpeedThreshold(), 50.0);
  }

  private void uploadSpecialConfigurationSetting() {
    var entry = new ConfigBody().withConfigKey("LINUX_CPU_LIMIT").withConfigValue("60");
    var body = new ConfigurationRequestBody().withConfigurations(List.of(entry));
    client.uploadSpecialConfigurationSetting(
        new UploadSpecialConfigurationSettingRequest().withTaskId(task).withBody(body));
  }

  private void showConfigSetting() {
    var request = new ShowConfigSettingRequest().withTaskId(task).withConfigKey("LINUX_CPU_LIMIT");
    var answer = client.showConfigSetting(request);
    Report.same("type", answer.getMigrateType(), "LINUX_MIGRATE_FILE");
    Report.same("value", answer.getConfigurations().get(0).getConfigValue(), "60");
  }

  private void showCertKey() {
    var keys = client.showCertKey(new ShowCertKeyRequest().withTaskId(task).withEnableCaCert(true));
    Report.holds("cert is a certificate", keys.getCert().startsWith("-----BEGIN CERTIFICATE-----"));
    Report.holds("ca is a certificate", keys.getCa().startsWith("-----BEGIN CERTIFICATE-----"));
    Report.holds("there is a private key", keys.getTargetDataPrivateKey().contains("PRIVATE KEY"));
  }

  private void showPassphrase() {
    var answer = client.showPassphrase(new ShowPassphraseRequest().withTaskId(task));
    Report.same("task", answer.getTaskId(), task);
    Report.same("length", answer.getPassphrase().length(), 16);
  }

  private ShowCommandResponse command() {
    return client.showCommand(new ShowCommandRequest().withServerId(source));
  }

  private void showCommand() {
    Report.same("command", command().getCommandName(), "TASK_NOT_STARTED");
    Report.same("task", command().getCommandParam().getTaskId(), task);
  }

  void start(String id) {
    var body = new UpdateTaskStatusReq().withOperation(UpdateTaskStatusReq.OperationEnum.START);
    client.updateTaskStatus(new UpdateTaskStatusRequest().withTaskId(id).withBody(body));
  }

  private void updateTaskStatus() {
    start(task);
    Report.same("state", shownTask(task).getState(), "RUNNING");
  }

  private void showTargetPassword() {
    var answer = client.showTargetPassword(new ShowTargetPasswordRequest().withId(template));
    Report.same("password", answer.getTargetPassword(), "Target@123");
  }

  private void updateCommandResult() {
    var body =
        new CommandBody()
            .withCommandName("START")
            .withResult("success")
            .withResultDetail(Map.of("msg", "test"));
    client.updateCommandResult(new UpdateCommandResultRequest().withServerId(source).withBody(body));
  }

  private void updateTaskSpeed() {
    var body =
        new UpdateTaskSpeedReq()
            .withSubtaskName(UpdateTaskSpeedReq.SubtaskNameEnum.MIGRATE_LINUX_FILE)
            .withProgress(50)
            .withReplicatesize(1000L)
            .withTotalsize(100000L)
            .withProcessTrace("copying")
            .withMigrateSpeed(9.5)
            .withCompressRate(1.5)
            .withRemainTime(1L)
            .withTotalCpuUsage(12.5);
    client.updateTaskSpeed(new UpdateTaskSpeedRequest().withTaskId(task).withBody(body));
    // The copy has not begun, so that it has no speed.
    Report.same("speed", shownTask(task).getMigrateSpeed(), 0.0);
    Report.same("compression", shownTask(task).getCompressRate(), 1.5);
  }

  private void updateConsistencyResult() {
    var result =
        new ConsistencyResult()
            .withDirCheck("/root/test")
            .withNumTotalFiles(100)
            .withNumDifferentFiles(1)
            .withNumTargetMissFiles(0)
            .withNumTargetMoreFiles(0);
    var body = new SetConsistencyResultRequestBody().withConsistencyResult(List.of(result));
    client.updateConsistencyResult(
        new UpdateConsistencyResultRequest().withTaskId(task).withBody(body));
  }

  private void showConsistencyResult() {
    var request = new ShowConsistencyResultRequest().withTaskId(task);
    var result = client.showConsistencyResult(request).getResultList().get(0).getConsistencyResult().get(0);
    Report.same("folder", result.getDirCheck(), "/root/test");
    Report.same("files", result.getNumTotalFiles(), 100);
  }

  private void exportConsistencyResults() {
    var table = Export.of(Emulator.keys(), task, source, "web-renamed");
    Report.holds("the table names the source", table.contains("web-renamed"));
  }

  private void updateNetworkCheckInfo() {
    var body =
        new NetworkCheckInfoRequestBody()
            .withDomainConnectivity(true)
            .withDestinationConnectivity(true)
            .withNetworkDelay(20.0)
            .withNetworkJitter(2.0)
            .withMigrationSpeed(100.0)
            .withLossPercentage(0.0)
            .withCpuUsage(12.5)
            .withMemUsage(35.0)
            .withEvaluationResult("success");
    client.updateNetworkCheckInfo(new UpdateNetworkCheckInfoRequest().withTaskId(task).withBody(body));
    Report.same("delay", shownTask(task).getNetworkCheckInfo().getNetworkDelay(), 20.0);
  }

  private void collectLog() throws Exception {
    Emulator.advance(Map.of("until", Map.of("task", task, "state", "MIGRATE_SUCCESS")));
    var body = new UploadLogRequestBody().withLogBucket("my-logs");
    client.collectLog(new CollectLogRequest().withTaskId(task).withBody(body));
    Report.same("command", command().getCommandName(), "UPLOAD_LOG");
    Report.same("bucket", command().getCommandParam().getBucket(), "my-logs");
  }

  private void listErrorServers() {
    var answer = client.listErrorServers(new ListErrorServersRequest().withLimit(10).withOffset(0));
    Report.same("count", answer.getCount(), answer.getMigrationErrors().size());
  }

  private void unlockTargetEcs() {
    client.unlockTargetEcs(new UnlockTargetEcsRequest().withTaskId(task));
  }

  private void checkNetAcl() {
    client.checkNetAcl(
        new CheckNetAclRequest()
            .withTProjectId(Emulator.PROJECT_ID)
            .withTNetworkId("a1f2b3c4-d5e6-4f70-8a9b-0c1d2e3f4a5b")
            .withRegionId(Emulator.REGION)
            .withOsType("LINUX"));
  }

  private void showSha256() {
    Report.same(
        "digest",
        client.showSha256(new ShowSha256Request().withKey("hello")).getValue(),
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  }

  private void deleteTask() {
    client.deleteTask(new DeleteTaskRequest().withTaskId(task));
    Report.same("count", countTasks(), 0);
  }

  private void deleteTasks() throws Exception {
    secondSource = newSource("db-01");
    var id = newTask("move-db-01", secondSource, "7c804c50-e9eb-40af-86ec-c78da64f22e2");
    var body = new DeleteTasksReq().withIds(List.of(id));
    client.deleteTasks(new DeleteTasksRequest().withBody(body));
    Report.same("count", countTasks(), 0);
  }

  private void deleteTemplate() {
    client.deleteTemplate(new DeleteTemplateRequest().withId(template));
    Report.same("count", countTemplates(), 0);
  }

  private void deleteTemplates() {
    var body = new DeletetemplatesReq().withIds(List.of(newTemplate("one"), newTemplate("two")));
    client.deleteTemplates(new DeleteTemplatesRequest().withBody(body));
    Report.same("count", countTemplates(), 0);
  }

  private void deleteServer() {
    client.deleteServer(new DeleteServerRequest().withSourceId(source));
    Report.same("count", countServers(), 1);
  }

  private void deleteServers() {
    var body = new DeleteIds().withIds(List.of(secondSource));
    client.deleteServers(new DeleteServersRequest().withBody(body));
    Report.same("count", countServers(), 0);
  }
}
