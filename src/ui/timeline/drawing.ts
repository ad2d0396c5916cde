import type { Axis } from './axis.ts'
import type { Lanes } from './lanes.ts'

/** Where the names of the lanes end and the pictures begin, in pixels. */
export const names_width = 200
export const lane_height = 28
export const head_height = 40

/** What every part of a timeline is drawn from. @property at the moment that is looked at. @property span all that is shown, in milliseconds. */
export type Drawing = { axis: Axis; lanes: Lanes; at: number; span: number }
