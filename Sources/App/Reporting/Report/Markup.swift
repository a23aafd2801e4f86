import Core

/// Helpers for HTML and SVG.
public enum Markup {
  /// Text escaped for element content and quoted attributes.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for character in PlainText.line(text).unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// A number with a fixed number of decimals, for attributes.
  public static func number(_ value: Double, decimals: Int = 1) -> String {
    let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    let whole = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return sign + "\(whole)" }
    let fraction = String(whole % scale)
    return sign + "\(whole / scale)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// A table row of a heading and a value.
  public static func row(_ name: String, _ value: String) -> String {
    "<tr><th scope=\"row\">\(escaped(name))</th><td>\(escaped(value))</td></tr>\n"
  }
}
