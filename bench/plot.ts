import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Plots as SVG, by Vega-Lite, which is installed with the peers. */

/** The parts of both packages that are used. */
type VegaLite = { compile(spec: object): { spec: object } }
type Vega = {
  parse(spec: object): object
  View: new (runtime: object, options: object) => { toSVG(): Promise<string> }
}

async function fromPeers<Package>(name: string): Promise<Package> {
  const { resolve } = createRequire(`${process.cwd()}/bench/peers/package.json`)
  return import(pathToFileURL(resolve(name)).href)
}

/**
 * Writes a plot.
 *
 * @param spec of Vega-Lite, data included; its looks are the same for all plots.
 */
export async function plot(file: string, spec: object): Promise<void> {
  const { compile } = await fromPeers<VegaLite>('vega-lite')
  const { parse, View } = await fromPeers<Vega>('vega')
  const config = {
    background: 'white',
    font: 'sans-serif',
    axis: { labelFontSize: 11, titleFontSize: 12, gridColor: '#e5e5e5' },
    legend: { labelFontSize: 11, titleFontSize: 12, labelLimit: 300 },
    title: { fontSize: 14, anchor: 'start', subtitleFontSize: 11, subtitleColor: '#555' },
  }
  const { spec: compiled } = compile({ ...spec, config })
  const svg = await new View(parse(compiled), { renderer: 'none' }).toSVG()
  writeFileSync(file, `${svg}\n`)
}
