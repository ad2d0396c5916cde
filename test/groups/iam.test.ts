import { runGroup } from './group.ts'

runGroup('iam')
