package main

import (
	"context"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
)

// The OpenStack way in: gophercloud gets a token, finds SMS in the catalog and calls it.
var openStackWays = []struct {
	name    string
	options func() gophercloud.AuthOptions
}{
	{"password, project scope", func() gophercloud.AuthOptions {
		return person(url+"/v3/", &gophercloud.AuthScope{ProjectName: region, DomainName: domainName})
	}},
	{"password, domain scope", func() gophercloud.AuthOptions {
		return person(url+"/v3/", &gophercloud.AuthScope{DomainName: domainName})
	}},
	{"password, version discovery", func() gophercloud.AuthOptions {
		return person(url+"/iam/", &gophercloud.AuthScope{ProjectName: region, DomainName: domainName})
	}},
	{"token from token", func() gophercloud.AuthOptions {
		first := authenticated(person(url+"/v3/", &gophercloud.AuthScope{DomainName: domainName}))
		return gophercloud.AuthOptions{
			IdentityEndpoint: url + "/v3/",
			TokenID:          first.TokenID,
			Scope:            &gophercloud.AuthScope{ProjectName: region, DomainName: domainName},
		}
	}},
}

func person(endpoint string, scope *gophercloud.AuthScope) gophercloud.AuthOptions {
	return gophercloud.AuthOptions{
		IdentityEndpoint: endpoint, Username: user, Password: password, DomainName: domainName, Scope: scope,
	}
}

func authenticated(options gophercloud.AuthOptions) *gophercloud.ProviderClient {
	return must(openstack.AuthenticatedClient(context.Background(), options))
}

func runOpenStack() {
	for _, way := range openStackWays {
		check("gophercloud", "auth", way.name, "typed", func() { sourcesFromCatalog(way.options()) })
	}
	check("gophercloud", "auth", "refused: wrong password", "typed", wrongPassword)
}

func sourcesFromCatalog(options gophercloud.AuthOptions) {
	provider := authenticated(options)
	endpoint := must(provider.EndpointLocator(gophercloud.EndpointOpts{
		Type: "sms", Name: "sms", Availability: gophercloud.AvailabilityPublic,
	}))
	service := gophercloud.ServiceClient{ProviderClient: provider, Endpoint: endpoint}
	var answer struct {
		Count int `json:"count"`
	}
	done(service.Get(context.Background(), service.ServiceURL("sources"), &answer, nil))
	same("count", answer.Count, 0)
}

func wrongPassword() {
	options := person(url+"/v3/", &gophercloud.AuthScope{DomainName: domainName})
	options.Password = "wrong"
	_, err := openstack.AuthenticatedClient(context.Background(), options)
	holds("the answer is 401", gophercloud.ResponseCodeIs(err, 401))
}
