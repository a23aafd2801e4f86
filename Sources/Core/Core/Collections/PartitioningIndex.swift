extension RandomAccessCollection {
  /// The first index whose element satisfies a condition, as all elements after it must; `endIndex` if there is none. Binary
  /// search.
  public func partitioningIndex(where belongs: (Element) throws -> Bool) rethrows -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if try belongs(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
