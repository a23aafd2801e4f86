/// The style sheet of the report page, for screen and print.
enum ReportStyle {
  static let css = """
    :root { color-scheme: light; --detected: #2c7a4b; --extended: #86b79a; --bridged: #d9a521;
      --lingering: #3d6fb6; --followed: #7b5ea7; --weak: #c2341d; --cut: #6b6b6b; }
    body { font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1c1c1c; background: #fff; margin: 0 auto;
      max-width: 66rem; padding: 1.5rem; }
    h1 { font-size: 1.5rem; margin: 0; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #ccc; padding-bottom: .2rem; }
    p { max-width: 46rem; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
    thead th { color: #555; font-weight: 600; }
    td, th { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    .time { white-space: nowrap; }
    .narrow { width: auto; min-width: 24rem; }
    .verdict { padding: .6rem .9rem; border-left: 5px solid var(--detected); background: #f1f7f3; }
    .verdict.look { border-color: var(--weak); background: #fcf2f0; }
    .facts { display: flex; flex-wrap: wrap; gap: .3rem 2rem; padding: 0; list-style: none; }
    .facts b { font-size: 1.2rem; }
    .key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; list-style: none; font-size: .85rem; }
    .key i { display: inline-block; width: 1.2em; height: .7em; margin-right: .4em; }
    .face { width: 72px; height: 72px; object-fit: contain; background: #eee; display: block; }
    .faces td { vertical-align: middle; }
    svg { width: 100%; height: auto; display: block; }
    svg text { font-size: 11px; fill: #444; }
    .detected { fill: var(--detected); background: var(--detected); }
    .extended { fill: var(--extended); background: var(--extended); }
    .bridged { fill: var(--bridged); background: var(--bridged); }
    .followed { fill: var(--followed); background: var(--followed); }
    .lingering { fill: var(--lingering); background: var(--lingering); }
    .weak { fill: var(--weak); background: var(--weak); }
    .grid { stroke: #e4e4e4; }
    .cut { stroke: var(--cut); stroke-dasharray: 3 3; }
    @media print { body { max-width: none; padding: 0; } tr, svg { break-inside: avoid; } }
    """
}
