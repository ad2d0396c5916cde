import { call, type Step } from '../step.ts'
import { linux_disk, linux_source, migproject, template, windows_source } from './machines.ts'
import { fromAPage, unknown_id, withoutToken } from './refusals.ts'

/** Chapter 3: templates, migration projects, and the source servers, as they are before a migration. */

const as_reader = { 'x-auth-token': '<reader>' }

const network = {
  path: { t_project_id: '<project>', t_network_id: 'a1f2b3c4-d5e6-4f70-8a9b-0c1d2e3f4a5b' },
  query: { region_id: 'ap-southeast-1', os_type: 'LINUX' },
}

const service: Step[] = [
  call('ListApiVersion', 200, 'Versions of the API'),
  fromAPage('ListApiVersion'),
  call('ShowApiVersion', 200, 'A version of the API', { path: { version: 'v3' } }),
  call('ShowApiVersion', 404, 'Refused: there is no such version', { path: { version: 'v9' } }),
  call('ShowConfig', 200, 'Settings that agents need'),
  call('ShowPrivacyAgreements', 200, 'Whether the user has agreed'),
  call('CreatePrivacyAgreements', 200, 'The user agrees'),
  call('ShowSha256', 200, 'The SHA-256 of a text', { path: { key: 'hello' } }),
  call('CheckNetAcl', 200, 'Whether a network lets the migration through', network),
  withoutToken('CheckNetAcl', network),
  withoutToken('ShowSha256', { path: { key: 'hello' } }),
  withoutToken('ShowConfig'),
  withoutToken('ShowPrivacyAgreements'),
  withoutToken('CreatePrivacyAgreements'),
  withoutToken('ListServers'),
  withoutToken('ShowOverview'),
  withoutToken('ListErrorServers'),
  withoutToken('ListTasks'),
  withoutToken('ListTemplates'),
  withoutToken('ListMigprojects'),
]

const templates: Step[] = [
  call('CreateTemplate', 200, 'What a target is to be created as', {
    body: template('bike'),
    keep: { template: '/id' },
  }),
  call('CreateTemplate', 400, 'Refused: there is a template of this name', {
    body: template('bike'),
  }),
  call('CreateTemplate', 200, 'A template that is deleted later', {
    body: template('spare'),
    keep: { spare_template: '/id' },
  }),
  call('ListTemplates', 200, 'Templates of a region', {
    query: { region: 'ap-southeast-1', limit: '50', offset: '0' },
  }),
  call('ShowTemplate', 200, 'A template', { path: { id: '<template>' } }),
  call('ShowTemplate', 404, 'Refused: there is no such template', { path: { id: unknown_id } }),
  call('UpdateTemplate', 200, 'The template gets another name', {
    path: { id: '<template>' },
    body: template('bike-2'),
  }),
  call('UpdateTemplate', 404, 'Refused: there is no such template', {
    path: { id: unknown_id },
    body: template('bike'),
  }),
  call('ShowTargetPassword', 404, 'Refused: there is no such template', {
    path: { id: unknown_id },
  }),
  call('DeleteTemplate', 200, 'The template is deleted', { path: { id: '<spare_template>' } }),
  call('DeleteTemplate', 404, 'Refused: there is no such template any more', {
    path: { id: '<spare_template>' },
  }),
  call('DeleteTemplates', 404, 'Refused: one of them does not exist, and none is deleted', {
    body: { ids: ['<template>', unknown_id] },
  }),
]

const migprojects: Step[] = [
  call('CreateMigproject', 200, 'A group of source servers with settings of their own', {
    body: migproject('wave-1'),
    keep: { wave: '/id' },
  }),
  call('CreateMigproject', 400, 'Refused: there is a migration project of this name', {
    body: migproject('wave-1'),
  }),
  call('CreateMigproject', 200, 'A migration project that is deleted later', {
    body: migproject('spare'),
    keep: { spare_wave: '/id' },
  }),
  call('ListMigprojects', 200, 'Migration projects', { query: { limit: '50', offset: '0' } }),
  call('ShowMigproject', 200, 'A migration project', { path: { mig_project_id: '<wave>' } }),
  call('ShowMigproject', 404, 'Refused: there is no such migration project', {
    path: { mig_project_id: unknown_id },
  }),
  call('UpdateMigproject', 200, 'The migration project gets another name', {
    path: { mig_project_id: '<wave>' },
    body: migproject('wave-2'),
  }),
  call('UpdateMigproject', 404, 'Refused: there is no such migration project', {
    path: { mig_project_id: unknown_id },
    body: migproject('wave-3'),
  }),
  call('UpdateDefaultMigproject', 200, 'New source servers belong to it from now on', {
    path: { mig_project_id: '<wave>' },
  }),
  call('UpdateDefaultMigproject', 404, 'Refused: there is no such migration project', {
    path: { mig_project_id: unknown_id },
  }),
  call('DeleteMigproject', 400, 'Refused: the default migration project cannot be deleted', {
    path: { mig_project_id: '<wave>' },
  }),
  call('DeleteMigproject', 200, 'The migration project is deleted', {
    path: { mig_project_id: '<spare_wave>' },
  }),
]

const sources: Step[] = [
  call('RegisterServer', 200, 'The agent of a Linux server reports it', {
    body: linux_source,
    keep: { linux: '/id' },
  }),
  call('RegisterServer', 200, 'The agent of a Windows server reports it', {
    body: windows_source,
    keep: { windows: '/id' },
  }),
  call('RegisterServer', 200, 'A source server whose agent is a program of its own', {
    body: { ...linux_source, name: 'shop-db', hostname: 'shop-db', ip: '192.168.0.155' },
    keep: { other: '/id' },
  }),
  call('RegisterServer', 403, 'Refused: the user may only read', {
    headers: as_reader,
    body: linux_source,
  }),
  call('advanceClock', 200, 'Move the clock by a second, in which the source servers are checked', {
    body: { by: 'PT1S' },
  }),
  call('ListServers', 200, 'Source servers that wait for a migration', {
    query: { state: 'waiting', limit: '50', offset: '0' },
  }),
  call('ShowServer', 200, 'A source server that has passed its check', {
    path: { source_id: '<linux>' },
  }),
  call('ShowServer', 404, 'Refused: there is no such source server', {
    path: { source_id: unknown_id },
  }),
  call('UpdateServerName', 200, 'The source server gets another name and migration project', {
    path: { source_id: '<other>' },
    body: { name: 'shop-database', migprojectid: '<wave>' },
  }),
  call('UpdateServerName', 404, 'Refused: there is no such source server', {
    path: { source_id: unknown_id },
    body: { name: 'shop-database' },
  }),
  call('UpdateDiskInfo', 200, 'The agent reports the disks again', {
    path: { source_id: '<linux>' },
    body: { disks: [linux_disk], volumegroups: [] },
  }),
  call('UpdateDiskInfo', 404, 'Refused: there is no such source server', {
    path: { source_id: unknown_id },
    body: { disks: [linux_disk], volumegroups: [] },
  }),
  call('ShowCommand', 400, 'Refused: the source server has no task yet', {
    path: { server_id: '<linux>' },
  }),
]

export const prepare: readonly Step[] = [...service, ...templates, ...migprojects, ...sources]
