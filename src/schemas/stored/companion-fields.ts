import { z } from 'zod'
import { Moment } from '../common.ts'
import type { Meanings } from '../meanings.ts'

/** What every resource beside SMS has, and what the words mean that several of them use. */

export const ofCompanions: Meanings = {
  id: 'Id of the resource.',
  kind: 'What it is.',
  project_id: 'Id of the project that it belongs to.',
  name: 'Name that it was given, or that of what a job does.',
  created_at: 'When it was created, in epoch milliseconds on the clock of the account.',
  updated_at: 'When it was last changed, in epoch milliseconds on the clock of the account.',
  description: 'Free text.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  availability_zone: 'Name of the zone, such as ap-southeast-1a.',
  tags: 'Names with values that it is found by.',
  key: 'Name of the tag.',
  value: 'Value of the tag.',
}

export const of_every_companion = {
  id: z.string().min(1).max(64),
  project_id: z.string().min(1).max(64),
  name: z.string(),
  created_at: Moment,
}
