// Package migrations starts migrations and reports their progress: the program under test.
package migrations

import (
	"fmt"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	sms "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"
)

// Migrations are those of one project.
type Migrations struct{ client *sms.SmsClient }

// New signs calls with a key.
func New(ak, sk, projectID, endpoint string) (*Migrations, error) {
	credentials, err := basic.NewCredentialsBuilder().WithAk(ak).WithSk(sk).WithProjectId(projectID).SafeBuild()
	if err != nil {
		return nil, err
	}
	core, err := sms.SmsClientBuilder().WithCredential(credentials).WithEndpoint(endpoint).SafeBuild()
	if err != nil {
		return nil, err
	}
	return &Migrations{sms.NewSmsClient(core)}, nil
}

// Start starts a migration.
func (m *Migrations) Start(name string) error {
	task, err := m.find(name, 3)
	if err != nil {
		return err
	}
	operation := model.GetUpdateTaskStatusReqOperationEnum().START
	body := &model.UpdateTaskStatusReq{Operation: operation}
	_, err = m.client.UpdateTaskStatus(&model.UpdateTaskStatusRequest{TaskId: *task.Id, Body: body})
	return err
}

// Progress is the state of a migration, and how much of the copy is done, such as "RUNNING 63 %".
func (m *Migrations) Progress(name string) (string, error) {
	task, err := m.find(name, 3)
	if err != nil {
		return "", err
	}
	percent := int32(0)
	if task.SubTasks != nil {
		for _, part := range *task.SubTasks {
			if *part.Name == "MIGRATE_LINUX_FILE" {
				percent = *part.Progress
			}
		}
	}
	return fmt.Sprintf("%s %d %%", task.State.Value(), percent), nil
}

func (m *Migrations) find(name string, attempts int) (*model.TasksResponseBody, error) {
	answer, err := m.client.ListTasks(&model.ListTasksRequest{Name: &name})
	if refusal, ok := err.(*sdkerr.ServiceResponseError); ok && refusal.StatusCode == 503 && attempts > 1 {
		return m.find(name, attempts-1)
	}
	if err != nil {
		return nil, err
	}
	return &(*answer.Tasks)[0], nil
}
