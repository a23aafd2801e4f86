/// A result on which faces can still be seen: the check ran, and this is what it found.
struct FacesVisibleError: Error, CustomStringConvertible {
  let description: String

  init(_ name: String, _ findings: VerifyFindings) {
    let count = findings.visible.count
    description =
      "\(name): \(count == 1 ? "a face is" : "\(count) faces are") visible, on \(findings.framesWithFaces) of "
      + "\(findings.frames) frames; look there, and hide them: with --margin, --detect-size, --detect-tiles or "
      + "--detect-rate of 'blur', or with other detections"
  }
}
