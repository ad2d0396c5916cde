import { runGroup } from './group.ts'

runGroup('library')
