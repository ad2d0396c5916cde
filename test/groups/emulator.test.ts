import { runGroup } from './group.ts'

runGroup('emulator')
