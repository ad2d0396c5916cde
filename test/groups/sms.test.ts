import { runGroup } from './group.ts'

runGroup('sms')
