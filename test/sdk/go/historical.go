package main

import (
	"net/http"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/def"
)

// Operations of the contract that this SDK no longer has: its core sends and decodes them.
var historical = map[string]bool{"UnlockTargetEcs": true, "CheckNetAcl": true, "ShowSha256": true}

type unlockTargetEcsRequest struct {
	TaskID string `json:"task_id"`
}

type checkNetACLRequest struct {
	ProjectID string `json:"t_project_id"`
	NetworkID string `json:"t_network_id"`
	RegionID  string `json:"region_id"`
	OsType    string `json:"os_type"`
}

type showSha256Request struct {
	Key string `json:"key"`
}

type emptyResponse struct {
	HttpStatusCode int `json:"-"`
}

type showSha256Response struct {
	Value          *string `json:"value,omitempty"`
	HttpStatusCode int     `json:"-"`
}

func field(name, tag string, location def.LocationType) *def.FieldDef {
	return def.NewFieldDef().WithName(name).WithJsonTag(tag).WithLocationType(location)
}

func request(method, path string, response any, fields ...*def.FieldDef) *def.HttpRequestDef {
	builder := def.NewHttpRequestDefBuilder().
		WithMethod(method).
		WithPath(path).
		WithResponse(response).
		WithContentType("application/json")
	for _, field := range fields {
		builder.WithRequestField(field)
	}
	return builder.Build()
}

func unlockTargetEcs() {
	definition := request(http.MethodPost, "/v3/tasks/{task_id}/unlock", new(emptyResponse),
		field("TaskID", "task_id", def.Path))
	done(client.HcClient.Sync(&unlockTargetEcsRequest{TaskID: made.task}, definition))
}

func checkNetACL() {
	definition := request(http.MethodGet, "/v3/tasks/{t_project_id}/networkacl/{t_network_id}/check", new(emptyResponse),
		field("ProjectID", "t_project_id", def.Path),
		field("NetworkID", "t_network_id", def.Path),
		field("RegionID", "region_id", def.Query),
		field("OsType", "os_type", def.Query))
	done(client.HcClient.Sync(&checkNetACLRequest{
		ProjectID: projectID, NetworkID: "a1f2b3c4-d5e6-4f70-8a9b-0c1d2e3f4a5b", RegionID: region, OsType: "LINUX",
	}, definition))
}

func showSha256() {
	definition := request(http.MethodGet, "/v3/sha256/{key}", new(showSha256Response),
		field("Key", "key", def.Path))
	answer := must(client.HcClient.Sync(&showSha256Request{Key: "hello"}, definition)).(*showSha256Response)
	same("digest", *answer.Value, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
}
