import { runGroup } from './group.ts'

runGroup('services')
