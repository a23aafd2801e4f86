import Foundation

/// Leak against over-blur as an SVG picture: curves for rules with a knob, dots for the others.
enum Plot {
  private static let size = (width: 460.0, height: 380.0)
  private static let most = (over: 3.0, leak: 0.8)
  private static let colors = ["#0b6e4f", "#c1292e", "#8d6a9f", "#3d5a80", "#e09f3e"]

  /// One panel an interval.
  static func svg(_ results: [Finding], intervals: [Int64]) -> String {
    let panels = intervals.enumerated().map { index, interval in
      let here = results.filter { $0.interval == interval }
      return "<g transform='translate(\(Double(index) * size.width + 60) 40)'>" + panel(here, interval)
        + "</g>"
    }
    let width = size.width * Double(intervals.count) + 20
    return
      "<svg xmlns='http://www.w3.org/2000/svg' width='\(width)' height='\(size.height + 70)' "
      + "font-family='sans-serif' font-size='11'><rect width='100%' height='100%' fill='white'/>"
      + panels.joined() + "</svg>\n"
  }

  private static func panel(_ results: [Finding], _ interval: Int64) -> String {
    var parts = [
      "<text x='0' y='-14' font-size='14'>a sample every \(interval) ms</text>",
      "<text x='120' y='\(size.height - 18)'>over: blurred outside faces, in face areas</text>",
      "<text transform='translate(-42 220) rotate(-90)'>leak: faces less than 90 % covered, %</text>",
    ]
    for tick in 0...6 { parts.append(rule(x: Double(tick) / 2)) }
    for tick in 0...8 { parts.append(rule(y: Double(tick) / 10)) }
    let curves = results.map { $0.curve ?? $0.rule }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    for (index, name) in curves.enumerated() {
      let points = results.filter { ($0.curve ?? $0.rule) == name }.map(\.summary)
      parts.append(curve(name, points, colors[index % colors.count], index))
    }
    return parts.joined()
  }

  private static func curve(_ name: String, _ points: [Summary], _ color: String, _ index: Int) -> String {
    let places = points.sorted { $0.over < $1.over }.map { place($0.over, $0.leak) }
    let path = places.map { "\($0.x),\($0.y)" }.joined(separator: " ")
    let dots = places.map { "<circle cx='\($0.x)' cy='\($0.y)' r='3' fill='\(color)'/>" }.joined()
    return "<polyline points='\(path)' fill='none' stroke='\(color)' stroke-width='1.5'/>" + dots
      + "<text x='190' y='\(14 + 15 * index)' fill='\(color)'>\(name)</text>"
  }

  private static func rule(x: Double) -> String {
    let (top, bottom) = (place(x, most.leak), place(x, 0))
    return "<line x1='\(top.x)' y1='\(top.y)' x2='\(bottom.x)' y2='\(bottom.y)' stroke='#ddd'/>"
      + "<text x='\(bottom.x - 6)' y='\(bottom.y + 14)'>\(x)</text>"
  }

  private static func rule(y: Double) -> String {
    let (left, right) = (place(0, y), place(most.over, y))
    return "<line x1='\(left.x)' y1='\(left.y)' x2='\(right.x)' y2='\(right.y)' stroke='#ddd'/>"
      + "<text x='-24' y='\(left.y + 4)'>\(Int((y * 100).rounded()))</text>"
  }

  private static func place(_ over: Double, _ leak: Double) -> (x: Double, y: Double) {
    let (x, y) = (over / most.over * (size.width - 80), (1 - leak / most.leak) * (size.height - 60))
    return ((x * 10).rounded() / 10, (y * 10).rounded() / 10)
  }
}
