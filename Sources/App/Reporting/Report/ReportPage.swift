/// The skeleton of a self-contained HTML page: without scripts and external resources.
public enum ReportPage {
  /// - Parameters:
  ///   - title: text, not escaped yet.
  ///   - style: rules beside those of ``ReportStyle``.
  ///   - body: the elements of the page.
  public static func html(title: String, style: String = "", body: [String]) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Markup.escaped(title))</title>
    <style>
    \(ReportStyle.css)\(style)
    </style>
    </head>
    <body>
    <main>
    \(body.joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }
}
